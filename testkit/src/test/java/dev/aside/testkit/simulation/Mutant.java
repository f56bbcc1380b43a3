package dev.aside.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * The product with a rule switched off: a copy of its classes, in a class loader of its own, in
 * which some methods do something else. The product itself knows nothing of this.
 *
 * <pre>{@code
 * Mutant.of().doingNothing(CACHE + "Journal", "replay").isCaughtBy(ReplicaHasNotHeard.class);
 * }</pre>
 */
final class Mutant {
  /** Packages whose classes are copied. */
  static final String CACHE = "dev.aside.cache.";

  static final String SIMULATION = "dev.aside.testkit.simulation.";
  private static final String COPIED = "dev.aside.";

  private final Map<String, UnaryOperator<DynamicType.Builder<?>>> changes = new LinkedHashMap<>();
  private final Set<String> applied = new HashSet<>();

  private Mutant() {}

  static Mutant of() {
    return new Mutant();
  }

  /** {@code method} returns {@code value}, whatever it is called with. */
  Mutant returning(String type, String method, Object value) {
    return instead(type, method, FixedValue.value(value));
  }

  /** {@code method} does nothing, and returns null, 0 or false. */
  Mutant doingNothing(String type, String method) {
    return instead(type, method, StubMethod.INSTANCE);
  }

  /** {@code method} does what the only method of {@code other} does. */
  Mutant doing(String type, String method, Class<?> other) {
    return instead(type, method, MethodDelegation.to(other));
  }

  private Mutant instead(String type, String method, Implementation implementation) {
    return change(
        type, method, builder -> builder.method(matching(method)).intercept(implementation));
  }

  /**
   * {@code method}, {@code name} or {@code name/parameters}, has {@code advice} before or after it;
   * see ByteBuddy's {@code Advice}.
   */
  Mutant advised(String type, String method, Class<?> advice) {
    return change(type, method, builder -> builder.visit(Advice.to(advice).on(matching(method))));
  }

  private Mutant change(String type, String method, UnaryOperator<DynamicType.Builder<?>> another) {
    TypeDescription described = described(type);
    assertFalse(
        described.getDeclaredMethods().filter(matching(method)).isEmpty(),
        () -> "method: " + type + "." + method + " (expected: one that is there)");
    changes.merge(type, another, (first, then) -> builder -> then.apply(first.apply(builder)));
    return this;
  }

  private static ElementMatcher.Junction<MethodDescription> matching(String method) {
    String[] parts = method.split("/", 2);
    ElementMatcher.Junction<MethodDescription> named = ElementMatchers.named(parts[0]);
    return (parts.length == 1)
        ? named
        : named.and(ElementMatchers.takesArguments(Integer.parseInt(parts[1])));
  }

  /** Without the rule, {@code race} must end badly. */
  void isCaughtBy(Class<? extends Callable<List<String>>> race) throws Exception {
    assertFalse(found(race).isEmpty(), "nothing has gone wrong without the rule");
  }

  /** Without the rule, another one is enough. */
  void isSurvivedBy(Class<? extends Callable<List<String>>> race) throws Exception {
    assertEquals(List.of(), found(race));
  }

  private List<?> found(Class<? extends Callable<List<String>>> race) throws Exception {
    Constructor<?> copy = new Copies().loadClass(race.getName()).getDeclaredConstructor();
    copy.setAccessible(true);
    List<?> found = (List<?>) ((Callable<?>) copy.newInstance()).call();
    assertEquals(changes.keySet(), applied, "classes that took part");
    return found;
  }

  private static TypeDescription described(String type) {
    return TypePool.Default.of(Mutant.class.getClassLoader()).describe(type).resolve();
  }

  private byte[] mutated(String type, UnaryOperator<DynamicType.Builder<?>> change) {
    applied.add(type);
    ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(Mutant.class.getClassLoader());
    DynamicType.Builder<?> builder =
        new ByteBuddy().with(TypeValidation.DISABLED).redefine(described(type), locator);
    return change.apply(builder).make().getBytes();
  }

  /** Loads copies of our classes, some of them changed; all others are those of the test. */
  private final class Copies extends ClassLoader {
    Copies() {
      super(Mutant.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        return name.startsWith(COPIED) ? copy(name) : super.loadClass(name, resolve);
      }
    }

    private Class<?> copy(String name) throws ClassNotFoundException {
      UnaryOperator<DynamicType.Builder<?>> change = changes.get(name);
      byte[] bytes = (change == null) ? original(name) : mutated(name, change);
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
