package dev.aside.gateway;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the channels {@code name:...} have in common. Immutable; each {@code with} method gives
 * another one.
 */
public final class Namespace {
  /** The longest history, in messages. */
  public static final int MAX_HISTORY = 10_000;

  /** The longest life of a history. */
  public static final Duration MAX_KEEP = Duration.ofDays(30);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{0,64}");

  private final String name;
  private final int historySize;
  private final Duration keep;
  private final boolean presence;
  private final boolean joinLeave;
  private final Access subscribe;
  private final Access publish;
  private final Access read;

  private Namespace(
      String name,
      int historySize,
      Duration keep,
      boolean presence,
      boolean joinLeave,
      Access subscribe,
      Access publish,
      Access read) {
    this.name = name;
    this.historySize = historySize;
    this.keep = keep;
    this.presence = presence;
    this.joinLeave = joinLeave;
    this.subscribe = subscribe;
    this.publish = publish;
    this.read = read;
  }

  /**
   * A namespace without history or presence, to which {@link Access#USERS} may subscribe, where no
   * client may publish, and whose history and presence, once there, are for {@link
   * Access#SUBSCRIBERS}.
   *
   * @param name what stands before the first colon of its channels: at most 64 of {@code A-Z a-z
   *     0-9 . _ -}; empty: the namespace of channels without a colon
   */
  public static Namespace of(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "namespace: " + name + " (expected: at most 64 of A-Z a-z 0-9 . _ -)");
    }
    return new Namespace(
        name, 0, Duration.ZERO, false, false, Access.USERS, Access.NOBODY, Access.SUBSCRIBERS);
  }

  /**
   * With a history, so that clients recover what they missed.
   *
   * @param size messages, 1 to {@value #MAX_HISTORY}
   * @param keep since the last message, 1 second to {@link #MAX_KEEP}
   */
  public Namespace withHistory(int size, Duration keep) {
    if (size < 1 || size > MAX_HISTORY) {
      throw new IllegalArgumentException(
          "history: " + size + " (expected: 1 to " + MAX_HISTORY + ")");
    }
    if (keep.compareTo(Duration.ofSeconds(1)) < 0 || keep.compareTo(MAX_KEEP) > 0) {
      throw new IllegalArgumentException("keep: " + keep + " (expected: PT1S to " + MAX_KEEP + ")");
    }
    return new Namespace(name, size, keep, presence, joinLeave, subscribe, publish, read);
  }

  /** With presence: clients can ask who is there. */
  public Namespace withPresence() {
    return new Namespace(name, historySize, keep, true, joinLeave, subscribe, publish, read);
  }

  /**
   * With a word to all that ask for it when a client comes or goes. In a channel of N that all come
   * at once these are N times N.
   */
  public Namespace withJoinLeave() {
    return new Namespace(name, historySize, keep, presence, true, subscribe, publish, read);
  }

  /**
   * With other rules of who may subscribe without a token for it.
   *
   * @throws IllegalArgumentException for {@link Access#SUBSCRIBERS}, who are so already
   */
  public Namespace withSubscribe(Access access) {
    if (access == Access.SUBSCRIBERS) {
      throw new IllegalArgumentException("subscribe: SUBSCRIBERS (expected: another)");
    }
    return new Namespace(
        name,
        historySize,
        keep,
        presence,
        joinLeave,
        Objects.requireNonNull(access, "access"),
        publish,
        read);
  }

  /** With other rules of who may publish. */
  public Namespace withPublish(Access access) {
    return new Namespace(
        name,
        historySize,
        keep,
        presence,
        joinLeave,
        subscribe,
        Objects.requireNonNull(access, "access"),
        read);
  }

  /** With other rules of who may ask for history and presence. */
  public Namespace withRead(Access access) {
    return new Namespace(
        name,
        historySize,
        keep,
        presence,
        joinLeave,
        subscribe,
        publish,
        Objects.requireNonNull(access, "access"));
  }

  /** What stands before the first colon of its channels. */
  public String name() {
    return name;
  }

  /** Messages kept for each channel; 0: none. */
  public int historySize() {
    return historySize;
  }

  /** How long they are kept after the last one. */
  public Duration keep() {
    return keep;
  }

  boolean hasHistory() {
    return historySize > 0;
  }

  boolean hasPresence() {
    return presence;
  }

  boolean hasJoinLeave() {
    return joinLeave;
  }

  Access subscribe() {
    return subscribe;
  }

  Access publish() {
    return publish;
  }

  Access read() {
    return read;
  }

  @Override
  public String toString() {
    return "Namespace[" + name + "]";
  }
}
