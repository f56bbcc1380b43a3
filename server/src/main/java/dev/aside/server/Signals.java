package dev.aside.server;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The signals that end a process. The JVM's own way, shutdown hooks, runs every library's hook at
 * the same time as ours, so that the embedded database would be closed under requests that are
 * still being answered, and cannot end with status 0. The JDK's class for this is not part of Java
 * SE and is reached by reflection; where it is missing, shutdown hooks remain. Stateless.
 */
final class Signals {
  private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

  /** What a shell reports of a process that Ctrl-C has killed. */
  private static final int KILLED = 130;

  private Signals() {}

  /** Runs {@code action} at the first such signal; the second one ends the process at once. */
  static void onEnd(Runnable action) {
    AtomicBoolean asked = new AtomicBoolean();
    Runnable handler =
        () -> {
          if (asked.compareAndSet(false, true)) {
            action.run();
          } else {
            Runtime.getRuntime().halt(KILLED);
          }
        };
    ENDING.forEach(name -> handle(name, handler));
  }

  private static void handle(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlers},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handlers)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      // Another JVM, or a signal that it keeps to itself: it ends the process in its own way.
    }
  }
}
