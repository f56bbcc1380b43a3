package dev.aside.gateway;

/** A command ends its session. Carries no stack: it is no fault of ours. */
final class Dropped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Disconnect disconnect;

  Dropped(Disconnect disconnect) {
    super(disconnect.reason(), null, false, false);
    this.disconnect = disconnect;
  }

  Disconnect disconnect() {
    return disconnect;
  }
}
