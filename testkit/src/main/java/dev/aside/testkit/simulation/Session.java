package dev.aside.testkit.simulation;

/** The server's side of one connection. Confined to the simulation. */
final class Session {
  private final Pushes pushes;
  private boolean tracking;
  private boolean noLoop;

  /** Where announcements go. */
  interface Pushes {
    void changed(String key);

    /** Everything has changed: Redis pushes null. */
    void flushed();
  }

  Session(Pushes pushes) {
    this.pushes = pushes;
  }

  /** CLIENT TRACKING ON, in the default mode. */
  void track(boolean withoutOwn) {
    tracking = true;
    noLoop = withoutOwn;
  }

  boolean isTracking() {
    return tracking;
  }

  /** Whether what happens during its own commands is kept from it. */
  boolean isNoLoop() {
    return noLoop;
  }

  Pushes pushes() {
    return pushes;
  }

  /** The connection is gone. */
  void close() {
    tracking = false;
  }
}
