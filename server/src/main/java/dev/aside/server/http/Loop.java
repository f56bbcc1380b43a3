package dev.aside.server.http;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;

/** One event loop of the server. What runs on it must not block. Thread-safe. */
public final class Loop {
  private final EventLoop thread;

  Loop(Context context) {
    this.thread = ((ContextInternal) context).nettyEventLoop();
  }

  /** Runs {@code task} on the loop: at once if the caller is on it, else after what is queued. */
  public void run(Runnable task) {
    if (thread.inEventLoop()) {
      task.run();
    } else {
      thread.execute(task);
    }
  }

  /** Runs {@code task} on the loop after what is queued, also if the caller is on it. */
  public void runLater(Runnable task) {
    thread.execute(task);
  }
}
