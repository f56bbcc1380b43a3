package dev.aside.testkit.simulation;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reaches into objects for what a mutated method needs. Immutable. */
public final class Inside {
  private Inside() {}

  /** Calls a method of one argument. */
  public static @Nullable Object call(
      Object target, String method, Class<?> type, Object argument) {
    try {
      Method found = target.getClass().getDeclaredMethod(method, type);
      found.setAccessible(true);
      return found.invoke(target, argument);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Completes a future in a field. */
  @SuppressWarnings("unchecked")
  public static void complete(Object target, String field, @Nullable Object value) {
    ((CompletableFuture<@Nullable Object>) field(target, field)).complete(value);
  }

  /** Reads a field. */
  public static Object field(Object target, String name) {
    try {
      Field found = target.getClass().getDeclaredField(name);
      found.setAccessible(true);
      return found.get(target);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
