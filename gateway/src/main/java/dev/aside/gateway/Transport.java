package dev.aside.gateway;

/**
 * The way to one client, as a door gives it. Called on any thread, also under a lock: it must
 * neither block nor throw, and hands over to a thread of its own.
 */
public interface Transport {

  /** There is something for {@link Session#take}. */
  void wake();

  /**
   * The session is over: the door tells its client so and closes. Called once at most, and not
   * after {@link Session#closed}.
   */
  void disconnect(Disconnect why);
}
