package dev.aside.testkit.engine;

import dev.aside.spi.Backend;
import dev.aside.spi.RemoteStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the operations that go through to a real store, by their names. Thread-safe. */
final class CountingBackend {
  /** What asks nobody. */
  private static final Set<String> FREE =
      Set.of("plain", "coherence", "estimatedMillis", "isAvailable");

  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final Backend backend;

  CountingBackend(Backend real) {
    RemoteStore store =
        proxy(
            RemoteStore.class,
            (method, arguments) -> {
              if (!FREE.contains(method.getName())) {
                counts.computeIfAbsent(method.getName(), n -> new AtomicLong()).incrementAndGet();
              }
              return call(method, real.store(), arguments);
            });
    backend =
        proxy(
            Backend.class,
            (method, arguments) ->
                method.getName().equals("store") ? store : call(method, real, arguments));
  }

  private interface Call {
    Object to(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.to(method, arguments)));
  }

  private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  Backend backend() {
    return backend;
  }

  /** How often the operation of this name was asked for. */
  long calls(String name) {
    AtomicLong count = counts.get(name);
    return (count == null) ? 0 : count.get();
  }

  /** All operations. */
  long total() {
    return counts.values().stream().mapToLong(AtomicLong::get).sum();
  }

  void reset() {
    counts.clear();
  }
}
