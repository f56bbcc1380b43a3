package dev.aside.server;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened and has to be closed, the last first. Confined to one thread. */
final class Resources implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Resources.class.getName());

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  /** Closes everything, also when something fails. */
  @Override
  public void close() {
    boolean interrupted = false;
    while (!open.isEmpty()) {
      AutoCloseable resource = open.pop();
      try {
        resource.close();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (Exception e) {
        LOGGER.log(Level.WARNING, "closing " + resource.getClass().getSimpleName() + " failed", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
