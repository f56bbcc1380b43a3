package dev.aside.testkit.engine;

import dev.aside.spi.Backend;
import dev.aside.spi.Lease;
import dev.aside.spi.RemoteStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A backend as the next version of Aside would see it: values are stored in format {@code R2}, and
 * both {@code R2} and {@code R1} can be read. Thread-safe.
 */
final class NewerBuild {
  private NewerBuild() {}

  static Backend over(Backend real) {
    RemoteStore store =
        proxy(RemoteStore.class, real.store(), (method, reply) -> translated(method, reply));
    return proxy(
        Backend.class, real, (method, reply) -> method.getName().equals("store") ? store : reply);
  }

  private interface Reply {
    @Nullable Object change(Method method, @Nullable Object reply);
  }

  private static <T> T proxy(Class<T> type, T real, Reply reply) {
    InvocationHandler handler =
        (proxy, method, args) -> {
          try {
            return reply.change(method, method.invoke(real, outgoing(method, args)));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Frames leave in the newer format. */
  private static Object @Nullable [] outgoing(Method method, Object @Nullable [] args) {
    if (args != null && List.of("fill", "put", "endWrite").contains(method.getName())) {
      for (int i = 1; i < args.length; i++) {
        if (args[i] instanceof byte[] bytes && startsWith(bytes, '1')) {
          args[i] = inFormat(bytes, '2');
        }
      }
    }
    return args;
  }

  private static @Nullable Object translated(Method method, @Nullable Object reply) {
    if (!(reply instanceof CompletionStage<?> stage)) {
      return reply;
    }
    return switch (method.getName()) {
      case "get", "header", "getAll" -> stage.thenApply(NewerBuild::incoming);
      // Its own scripts would have known the value for one.
      case "lease" -> stage.thenApply(NewerBuild::present);
      default -> stage;
    };
  }

  private static @Nullable Object incoming(@Nullable Object stored) {
    if (stored instanceof List<?> list) {
      return list.stream().map(NewerBuild::incoming).collect(Collectors.toList());
    }
    return (stored instanceof byte[] bytes && startsWith(bytes, '2'))
        ? inFormat(bytes, '1')
        : stored;
  }

  private static Object present(Object lease) {
    return (lease instanceof Lease.Foreign) ? new Lease.Present() : lease;
  }

  private static boolean startsWith(byte[] bytes, char format) {
    return bytes.length > 1 && bytes[0] == 'R' && bytes[1] == format;
  }

  private static byte[] inFormat(byte[] bytes, char format) {
    byte[] other = bytes.clone();
    other[1] = (byte) format;
    return other;
  }
}
