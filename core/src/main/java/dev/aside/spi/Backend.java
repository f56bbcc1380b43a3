package dev.aside.spi;

import java.util.List;

/** One set of connections to one server, or one memory. Thread-safe. */
public interface Backend extends AutoCloseable {

  /** Where entries are stored. The same object at each call. */
  RemoteStore store();

  /** Where messages go through. The same object at each call. */
  Broker broker();

  /** Where messages are kept. The same object at each call. */
  MessageLog log();

  /**
   * Why the backend cannot be used just now, in words for an operator; empty when it can. Never
   * blocks and never holds a secret.
   */
  List<String> troubles();

  /**
   * What the backend cannot do though it works, such as announce changes, in words for an operator;
   * empty when it can do all. Never blocks and never holds a secret.
   */
  List<String> limitations();

  /**
   * Registers a task to run each time the server is found to have come back with data from a disk,
   * in which entries that were removed since live again. It runs where {@link #onRecovery} does,
   * before it.
   */
  void onResurrection(Runnable task);

  /**
   * Registers a task to run each time the store becomes usable after it was not, first connection
   * included, and now if it is usable now. It runs on an I/O thread, or on the caller's, and must
   * not block.
   */
  void onRecovery(Recovered task);

  /** What to do when the store has become usable. */
  interface Recovered {
    /**
     * The store is usable.
     *
     * @param again whether a connection was lost before, so that the server may be another, or may
     *     have forgotten; else this is the first contact
     */
    void run(boolean again);
  }

  /** Closes every connection; operations under way fail. Returns within a few seconds. */
  @Override
  void close();
}
