package dev.aside.testkit.simulation;

import dev.aside.cache.AsideCache;
import dev.aside.cache.AsyncAsideCache;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a cache whose callers wait: each method is that of the same name of the view that
 * does not wait, and waiting is the simulation's. Confined to the simulation and its threads.
 */
final class BlockingCalls implements InvocationHandler {
  private final AsideCache<?, ?> real;
  private final SimulatedProcess process;

  private BlockingCalls(AsideCache<?, ?> real, SimulatedProcess process) {
    this.real = real;
    this.process = process;
  }

  @SuppressWarnings("unchecked")
  static <K, V> AsideCache<K, V> over(AsideCache<K, V> real, SimulatedProcess process) {
    return (AsideCache<K, V>)
        Proxy.newProxyInstance(
            AsideCache.class.getClassLoader(),
            new Class<?>[] {AsideCache.class},
            new BlockingCalls(real, process));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("close")) {
      return null; // it would wait for the server in real time; the cache ends with its process
    }
    if (method.getName().equals("write") && arguments != null) {
      return write(real.async(), (Collection<?>) arguments[0], (Callable<?>) arguments[1]);
    }
    Method async = withoutWaiting(method);
    return (async == null)
        ? call(real, method, arguments)
        : result((CompletionStage<?>) call(real.async(), async, arguments));
  }

  /** As the method that waits would give it, or throw it. */
  private @Nullable Object result(CompletionStage<?> stage) throws Throwable {
    CompletableFuture<?> future = stage.toCompletableFuture();
    process.settle(future);
    try {
      return future.join();
    } catch (CompletionException e) {
      throw (e.getCause() == null) ? e : e.getCause();
    }
  }

  private static @Nullable Method withoutWaiting(Method method) {
    try {
      return AsyncAsideCache.class.getMethod(method.getName(), method.getParameterTypes());
    } catch (NoSuchMethodException doesNotWait) {
      return null;
    }
  }

  private static Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  /** The transaction runs on the caller's thread, as the caller may rely on. */
  @SuppressWarnings("unchecked")
  private <K> @Nullable Object write(
      AsyncAsideCache<K, ?> async, Collection<?> keys, Callable<?> transaction) throws Throwable {
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
    CompletionStage<@Nullable Object> written =
        async.write(
            (Collection<K>) keys,
            () -> {
              begun.complete(true);
              return outcome;
            });
    written.whenComplete((value, error) -> begun.complete(false)); // should it fail before
    if (process.await(begun)) {
      try {
        outcome.complete(transaction.call());
      } catch (Exception error) { // theirs: to the caller, once the note is taken back
        outcome.completeExceptionally(error);
      }
    }
    return result(written);
  }
}
