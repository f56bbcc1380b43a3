package dev.aside.redis;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lifetime;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fills without a script where the server can compare before it sets (Redis 8.4, Valkey 8.1): the
 * holder of a lease over nothing knows the placeholder byte for byte.
 *
 * <pre>
 *   SET user:42 frame IFEQ placeholder PX 600000
 * </pre>
 *
 * <p>The first such fill finds out whether the server can; one that cannot is never asked again.
 * What is refused goes to the script, which knows why. The times in the frame are by our estimate
 * of the server's clock. Thread-safe.
 */
final class NativeFill {
  /** Leases that are remembered; the oldest are forgotten, and filled by the script. */
  static final int MAX_LEASES = 10_000;

  private static final long MICROS_PER_MILLI = 1_000;

  /** What is known of the server. */
  enum Support {
    UNKNOWN,
    ASKED,
    YES,
    NO
  }

  private final ServerClock clock;
  private final AtomicReference<Support> support = new AtomicReference<>(Support.UNKNOWN);
  private final AtomicLong lastStamp = new AtomicLong();
  private final Map<ByteBuffer, Long> deadlines = // guarded by itself; by lease id
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
          return size() > MAX_LEASES;
        }
      };

  NativeFill(ServerClock clock) {
    this.clock = clock;
  }

  /** A lease was granted over nothing. */
  void granted(byte[] id, long deadlineMillis) {
    if (support.get() != Support.NO) {
      synchronized (deadlines) {
        deadlines.put(ByteBuffer.wrap(id), deadlineMillis);
      }
    }
  }

  /** A lease has ended, or is about to. */
  @Nullable Long forget(byte[] id) {
    if (support.get() == Support.NO) {
      return null;
    }
    synchronized (deadlines) {
      return deadlines.remove(ByteBuffer.wrap(id));
    }
  }

  /**
   * Stores {@code frame} under the lease {@code id}.
   *
   * @param byScript does the same in any case
   */
  CompletionStage<Fill> fill(
      RedisAsyncCommands<byte[], byte[]> redis,
      byte[] key,
      byte[] id,
      byte[] frame,
      Lifetime life,
      Supplier<CompletionStage<Fill>> byScript) {
    Long deadline = forget(id);
    long nowMicros = clock.micros();
    if (deadline == null || nowMicros == 0 || !mayAsk()) {
      return byScript.get();
    }
    long stamp = stamp(nowMicros, id);
    CommandArgs<byte[], byte[]> arguments =
        new CommandArgs<>(ByteArrayCodec.INSTANCE)
            .addKey(key)
            .addValue(stamped(frame, stamp, life))
            .add("IFEQ")
            .add(placeholder(id, deadline))
            .add("PX")
            .add(life.keepMillis());
    return redis
        .<String>dispatch(CommandType.SET, new StatusOutput<>(ByteArrayCodec.INSTANCE), arguments)
        .handle((ok, error) -> answered(ok, error, stamp, byScript))
        .thenCompose(fill -> fill);
  }

  /** True for all once it is known that the server can, and for one to find out. */
  private boolean mayAsk() {
    return support.get() == Support.YES || support.compareAndSet(Support.UNKNOWN, Support.ASKED);
  }

  private CompletionStage<Fill> answered(
      @Nullable String ok,
      @Nullable Throwable error,
      long stamp,
      Supplier<CompletionStage<Fill>> byScript) {
    if (error == null) {
      support.set(Support.YES);
      return (ok == null)
          ? byScript.get() // something else is there: the script says what
          : CompletableFuture.completedFuture(Fill.stored(stamp));
    }
    if (isUnknown(error)) {
      support.set(Support.NO);
      synchronized (deadlines) {
        deadlines.clear();
      }
      return byScript.get();
    }
    support.compareAndSet(Support.ASKED, Support.UNKNOWN);
    throw new CompletionException(error);
  }

  /** A server without IFEQ calls it a syntax error; other refusals have other codes. */
  private static boolean isUnknown(Throwable error) {
    return error instanceof RedisCommandExecutionException
        && String.valueOf(error.getMessage()).startsWith("ERR");
  }

  Support support() {
    return Objects.requireNonNull(support.get());
  }

  /** What the server holds for a lease over nothing: see lease.lua. */
  static byte[] placeholder(byte[] id, long deadlineMillis) {
    byte[] placeholder = new byte[EntryHeader.SIZE];
    EntryHeader.begin(placeholder, EntryHeader.LEASE);
    System.arraycopy(id, 0, placeholder, EntryHeader.LEASE_ID, EntryHeader.LEASE_ID_SIZE);
    EntryHeader.number(placeholder, EntryHeader.LEASE_DEADLINE, deadlineMillis);
    return placeholder;
  }

  /**
   * Now, but after the lease, whose time is the server's own: so that no earlier value of the key
   * can have had the same stamp. And never the same twice.
   */
  private long stamp(long nowMicros, byte[] id) {
    long leased = EntryHeader.number(id, Long.BYTES);
    long earliest = Math.max(nowMicros, leased + 1);
    return lastStamp.updateAndGet(last -> Math.max(last + 1, earliest));
  }

  private static byte[] stamped(byte[] frame, long stamp, Lifetime life) {
    byte[] stamped = frame.clone();
    long now = stamp / MICROS_PER_MILLI;
    EntryHeader.number(stamped, EntryHeader.SOFT_EXPIRY, now + life.softMillis());
    EntryHeader.number(stamped, EntryHeader.HARD_EXPIRY, now + life.hardMillis());
    EntryHeader.number(stamped, EntryHeader.VERSION, life.version());
    EntryHeader.number(stamped, EntryHeader.STAMP, stamp);
    return stamped;
  }
}
