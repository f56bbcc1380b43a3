package dev.aside.redis;

import dev.aside.redis.Limitations.Topic;
import dev.aside.spi.TimeSource;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves again and again that changes are announced: reads a key of its own on the connection for
 * reads, writes it on the other, and waits for the announcement. An epoch begins with the first
 * proof, and ends when one fails.
 *
 * <pre>
 *   reads   CLIENT TRACKING ON*   GET key  ─────────────►  push "key was changed": proved
 *   writes                                  SET key 1 PX            * again after a failure
 * </pre>
 *
 * <p>It fails when an answer on the connection for reads to a question asked after the SET was
 * answered comes without the announcement, which had to come before it: then nothing announces, or
 * the two connections do not lead to the same server. It also fails when the server refuses the
 * write, and when it takes too long. Without anybody who keeps copies it does nothing. Thread-safe:
 * decides under its lock, sends and tells outside of it.
 */
final class Canary {
  /** From one proof to the next. */
  static final Duration PERIOD = Duration.ofSeconds(1);

  /** A proof that takes longer has failed. */
  static final Duration MAX_MISSING = Duration.ofSeconds(2);

  /** From one try to the next while the server refuses to announce anything. */
  static final Duration REFUSED_PERIOD = Duration.ofSeconds(10);

  /** The key goes by itself so long after the last write. */
  private static final Duration LIFE = Duration.ofSeconds(10);

  private static final byte[] VALUE = {'1'};
  private static final String PURPOSE = "copies";

  private static final String LATE = "no announcement of a change in time";
  private static final String MISSING =
      "it accepts CLIENT TRACKING but announces nothing, as behind a proxy that takes the"
          + " announcements out, so no copies are kept in this process";
  private static final String REFUSED =
      "it does not let changes be announced, so no copies are kept in this process: ";
  private static final String NO_KEY =
      "it does not let us use keys %s*, by which it is proved that changes are announced, so no"
          + " copies are kept in this process: ";

  private final String family;
  private final byte[] key;
  private final TimeSource time;
  private final Epochs epochs;
  private final Supplier<@Nullable StatefulRedisConnection<byte[], byte[]>> writes;
  private final Troubles troubles;
  private final Limitations limitations;
  private final Announcements steps = new Announcements();
  private @Nullable StatefulRedisConnection<byte[], byte[]> reads; // guarded by this; if usable
  private @Nullable Round round; // guarded by this; the newest
  private boolean wanted; // guarded by this
  private boolean tracked; // guarded by this; on the connection, for all we know
  private TimeSource.Timer timer = () -> {}; // guarded by this

  /**
   * For one process.
   *
   * @param keyPrefix what keys begin with; may be empty
   * @param instance tells this process from others
   * @param writes the connection for writes; null: there is none now
   */
  Canary(
      String keyPrefix,
      String instance,
      TimeSource time,
      Epochs epochs,
      Supplier<@Nullable StatefulRedisConnection<byte[], byte[]>> writes,
      Troubles troubles,
      Limitations limitations) {
    this.family = keyPrefix + "aside:hb:";
    // What is in braces picks the slot: one number a server, should there be several.
    this.key = (family + "{0}:" + instance).getBytes(StandardCharsets.UTF_8);
    this.time = time;
    this.epochs = epochs;
    this.writes = writes;
    this.troubles = troubles;
    this.limitations = limitations;
  }

  /** Somebody keeps copies. */
  void want() {
    synchronized (this) {
      if (wanted) {
        return;
      }
      wanted = true;
    }
    begin();
  }

  /**
   * There is a new connection for reads.
   *
   * @param refusal why CLIENT TRACKING was refused on it; null: it was not
   */
  void up(StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable refusal) {
    synchronized (this) {
      reads = connection;
      tracked = refusal == null;
    }
    if (refusal == null) {
      begin();
    } else {
      limited(REFUSED + Diagnosis.of(refusal));
      rest(connection);
    }
  }

  /** As if a proof had failed for good. */
  private synchronized void rest(StatefulRedisConnection<byte[], byte[]> connection) {
    Round none = new Round(connection);
    none.over = true;
    none.restNanos = REFUSED_PERIOD.toNanos();
    if (wanted && connection.equals(reads)) {
      round = none;
      timer = time.schedule(REFUSED_PERIOD, () -> look(none));
    }
  }

  /** The connection for reads is gone, or not to be trusted. */
  void down() {
    synchronized (this) {
      reads = null;
      round = null;
      timer.cancel();
      steps.add(epochs::end);
    }
    steps.deliver();
  }

  /** There is a connection for writes. */
  void writesUp() {
    Round waiting;
    synchronized (this) {
      waiting = round;
    }
    if (waiting != null) {
      waiting.write();
    }
  }

  /** Whether {@code announced} is the key, and nobody else's business. */
  boolean isKey(byte[] announced) {
    return Arrays.equals(key, announced);
  }

  /** The key was announced on the connection for reads, or everything was. */
  void heard() {
    synchronized (this) {
      if (round == null || round.over) {
        return;
      }
      if (!round.written) { // evicted, or expired
        round.forgotten = true;
        return;
      }
      round.over = true;
      steps.add(this::proved);
    }
    steps.deliver();
  }

  private void proved() {
    limitations.clear(Topic.COPIES);
    troubles.clear(PURPOSE);
    troubles.steady(PURPOSE);
    epochs.begin();
  }

  /** A question asked at {@code askedNanos} was answered on {@code connection}. */
  void passed(StatefulRedisConnection<byte[], byte[]> connection, long askedNanos) {
    synchronized (this) {
      Round r = round;
      if (r == null || r.over || !r.confirmed || !r.connection.equals(connection)) {
        return;
      }
      if (askedNanos - r.confirmedNanos <= 0) {
        return;
      }
      fail(r, PERIOD, () -> limited(MISSING));
    }
    steps.deliver();
  }

  /** The caller holds the lock, and delivers. */
  private void fail(Round failed, Duration rest, Runnable tell) {
    failed.over = true;
    failed.restNanos = rest.toNanos();
    tracked = false; // to be asked for again: somebody may have switched it off
    steps.add(epochs::end);
    steps.add(tell);
  }

  private void limited(String text) {
    troubles.clear(PURPOSE);
    troubles.steady(PURPOSE);
    limitations.put(Topic.COPIES, text);
  }

  private void troubled(String cause) {
    limitations.clear(Topic.COPIES);
    troubles.add(PURPOSE, cause);
  }

  /** Begins a new proof, if there is anything to prove. */
  private void begin() {
    Round next;
    boolean track;
    synchronized (this) {
      StatefulRedisConnection<byte[], byte[]> connection = reads;
      if (!wanted || connection == null) {
        return;
      }
      next = new Round(connection);
      round = next;
      track = !tracked;
      timer.cancel();
      timer = time.schedule(PERIOD, () -> look(next));
    }
    next.begin(track);
  }

  /** The time of {@code current} is over, or for the next one to begin. */
  private void look(Round current) {
    synchronized (this) {
      if (!current.equals(round)) {
        return;
      }
      long left = current.nanosLeft();
      if (left > 0) {
        timer = time.schedule(Duration.ofNanos(left), () -> look(current));
        return;
      }
      if (!current.over) {
        boolean canWrite = writes.get() != null; // else that is known already
        fail(current, PERIOD, () -> late(canWrite));
      }
    }
    steps.deliver();
    begin();
  }

  private void late(boolean canWrite) {
    if (canWrite) {
      troubled(LATE);
    }
  }

  /** Ends for good. */
  synchronized void close() {
    wanted = false;
    round = null;
    timer.cancel();
  }

  /** One proof. Fields guarded by the canary. */
  private final class Round {
    final StatefulRedisConnection<byte[], byte[]> connection;
    private final long startNanos = time.nanoTime();
    private boolean read; // the answer to GET has come
    private boolean writing; // SET is under way
    boolean forgotten; // the server does not remember that we have read the key
    boolean written; // SET was sent, at least
    boolean confirmed; // the answer to SET has come
    long confirmedNanos;
    boolean over;
    long restNanos = PERIOD.toNanos(); // from its start until the next one may begin

    Round(StatefulRedisConnection<byte[], byte[]> connection) {
      this.connection = connection;
    }

    /** Until it has failed, or the next one may begin. */
    long nanosLeft() {
      long whole = over ? restNanos : MAX_MISSING.toNanos();
      return whole - (time.nanoTime() - startNanos);
    }

    void begin(boolean track) {
      if (!track) {
        read();
        return;
      }
      Link.send(() -> connection.async().clientTracking(TrackingArgs.Builder.enabled()))
          .whenComplete(
              (ok, error) -> {
                if (error != null) {
                  failed(error, REFUSED, /* isForGood= */ true);
                } else if (isTracked()) {
                  read();
                }
              });
    }

    private boolean isTracked() {
      synchronized (Canary.this) {
        boolean current = equals(round);
        tracked |= current;
        return current;
      }
    }

    private void read() {
      Link.send(() -> connection.async().get(key))
          .whenComplete(
              (value, error) -> {
                if (error != null) {
                  failed(error, NO_KEY.formatted(family), isForGood(error));
                } else {
                  synchronized (Canary.this) {
                    read = true;
                  }
                  write();
                }
              });
    }

    /** Sends SET, if it is time for it, or GET once more, if it is of no use without. */
    void write() {
      StatefulRedisConnection<byte[], byte[]> writer = writes.get();
      boolean again;
      synchronized (Canary.this) {
        if (!equals(round) || over || !read || writing || confirmed || writer == null) {
          return;
        }
        again = forgotten;
        forgotten = false;
        read = !again;
        writing = !again;
        written |= !again;
      }
      if (again) {
        read();
      } else {
        Link.send(() -> writer.async().set(key, VALUE, SetArgs.Builder.px(LIFE.toMillis())))
            .whenComplete((ok, error) -> answered(error));
      }
    }

    private void answered(@Nullable Throwable error) {
      synchronized (Canary.this) {
        writing = false; // again with the next connection, if there was no answer
        if (error == null) {
          confirmed = true;
          confirmedNanos = time.nanoTime();
        }
      }
      if (error != null) {
        failed(error, NO_KEY.formatted(family), isForGood(error));
      }
    }

    /** By a refusal; other errors are the connection's, or a matter of time. */
    private void failed(Throwable error, String limitation, boolean isForGood) {
      if (!(error instanceof RedisCommandExecutionException)) {
        return;
      }
      String text = Diagnosis.of(error);
      synchronized (Canary.this) {
        if (!equals(round) || over) {
          return;
        }
        if (isForGood) {
          fail(this, REFUSED_PERIOD, () -> limited(limitation + text));
        } else {
          fail(this, PERIOD, () -> troubled(text));
        }
      }
      steps.deliver();
    }

    private static boolean isForGood(Throwable error) {
      return String.valueOf(error.getMessage()).startsWith("NOPERM");
    }
  }
}
