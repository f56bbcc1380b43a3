package dev.aside.gateway.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command asks for. Texts that were not sent are empty; JSON that was not sent is null. */
public sealed interface Request {

  /** Its name in the protocol, for metrics and limits. */
  String name();

  /**
   * Says who it is; the first command of every connection.
   *
   * @param resume positions of server-side subscriptions, by channel
   */
  record Connect(String token, Map<String, Resume> resume) implements Request {
    @Override
    public String name() {
      return "connect";
    }
  }

  /**
   * Wants the messages of a channel.
   *
   * @param otherKind whether it wants a kind of subscription that this server does not have
   */
  record Subscribe(
      String channel,
      String token,
      Resume resume,
      boolean positioned,
      boolean recoverable,
      boolean joinLeave,
      boolean rejectUnrecovered,
      boolean otherKind)
      implements Request {
    @Override
    public String name() {
      return "subscribe";
    }
  }

  /** Wants no more of them. */
  record Unsubscribe(String channel) implements Request {
    @Override
    public String name() {
      return "unsubscribe";
    }
  }

  /**
   * Sends a message.
   *
   * @param data JSON on one line
   */
  record Publish(String channel, byte @Nullable [] data) implements Request {
    @Override
    public String name() {
      return "publish";
    }
  }

  /** Asks who is there. */
  record Presence(String channel) implements Request {
    @Override
    public String name() {
      return "presence";
    }
  }

  /** Asks how many are there. */
  record PresenceStats(String channel) implements Request {
    @Override
    public String name() {
      return "presence_stats";
    }
  }

  /**
   * Asks for past messages.
   *
   * @param limit 0: none, only the position; negative: all
   * @param since after which, or before which if {@code reverse}; null: from the end
   */
  record History(String channel, int limit, @Nullable Since since, boolean reverse)
      implements Request {
    @Override
    public String name() {
      return "history";
    }
  }

  /** Calls a procedure of the application. */
  record Rpc(String method, byte @Nullable [] data) implements Request {
    @Override
    public String name() {
      return "rpc";
    }
  }

  /** Tells the application something, and wants no reply. */
  record Send(byte @Nullable [] data) implements Request {
    @Override
    public String name() {
      return "send";
    }
  }

  /** Shows a new token of the connection. */
  record Refresh(String token) implements Request {
    @Override
    public String name() {
      return "refresh";
    }
  }

  /** Shows a new token of a subscription. */
  record SubRefresh(String channel, String token) implements Request {
    @Override
    public String name() {
      return "sub_refresh";
    }
  }

  /** The empty command: the answer to a ping. */
  record Pong() implements Request {
    @Override
    public String name() {
      return "pong";
    }
  }

  /** A place in a channel. */
  record Since(String epoch, long offset) {}

  /**
   * Where a client was in a channel.
   *
   * @param wanted whether it wants what it has missed since
   */
  record Resume(boolean wanted, String epoch, long offset) {
    /** From now on. */
    public static final Resume NO = new Resume(false, "", 0);
  }
}
