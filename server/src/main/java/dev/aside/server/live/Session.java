package dev.aside.server.live;

import dev.aside.server.http.Loop;
import dev.aside.topic.Gap;

/** One listener of one channel, behind a socket. Confined to its loop, except {@link #loop}. */
interface Session {

  /** The loop that it lives on. */
  Loop loop();

  /** Sends messages, or gives the session up if it is too slow for them. Never waits. */
  void deliver(Batch batch);

  /** Messages may be missing here. */
  void gap(Gap gap);

  /** Called about once a second: heartbeats and deadlines. */
  void tick();

  /** The server is ending: tells the client to come back later, and closes. */
  void goAway();
}
