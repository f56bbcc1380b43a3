package dev.aside.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Single reads of many callers, as few commands: while a command waits for the I/O thread, others
 * come aboard. A caller that is alone does not wait for anybody.
 *
 * <pre>
 *   caller 1   get a ── departs ───────────────┐
 *   caller 2          get b ── comes aboard ──┐│
 *   I/O thread  busy ........................ MGET a b      and the next caller's departs
 * </pre>
 *
 * <p>The limit is that of commands under way, {@link Connector#MAX_REQUESTS}: with that many, the
 * reads of one more command fail at once. Should the server refuse to read several at once, because
 * of one of them, each is read by itself. Thread-safe and lock-free.
 */
final class ReadBatches {
  /** Reads that share a command at most: with more, the first would wait for the last. */
  static final int MAX_READS = 16;

  private final Link<StatefulRedisConnection<byte[], byte[]>> link;
  private final AtomicReference<Batch> boarding = new AtomicReference<>(Batch.departed());

  ReadBatches(Link<StatefulRedisConnection<byte[], byte[]>> link) {
    this.link = link;
  }

  /** What is stored under {@code key}; null: nothing. */
  CompletionStage<byte @Nullable []> get(byte[] key) {
    if (!link.isPrompt()) { // to be held, or refused
      return alone(key);
    }
    Read read = new Read(key);
    while (true) {
      Batch present = Objects.requireNonNull(boarding.get());
      if (present.takes(read)) {
        return read;
      }
      read.begins();
      Batch next = new Batch(read);
      if (boarding.compareAndSet(present, next)) {
        send(next);
        return read;
      }
    }
  }

  private CompletionStage<byte @Nullable []> alone(byte[] key) {
    return link.ask(() -> link.require().async().get(key));
  }

  private void send(Batch batch) {
    link.begin(
            () -> {
              AsyncCommand<byte[], byte[], Values> command = new AsyncCommand<>(batch);
              link.require().dispatch(command);
              return command;
            })
        .whenComplete((values, error) -> ended(batch.departs(), values, error));
  }

  private void ended(@Nullable Read last, @Nullable Values values, @Nullable Throwable error) {
    boolean mayBeAnothersFault =
        error instanceof RedisCommandExecutionException && last != null && last.position > 0;
    for (Read read = last; read != null; read = read.before) {
      if (error == null && values != null) {
        read.complete(values.at(read.position));
      } else if (mayBeAnothersFault) {
        read.isAnsweredBy(alone(read.key));
      } else {
        read.completeExceptionally((error == null) ? new TroubleException("no reply") : error);
      }
    }
  }

  /** One caller's, in a chain of those of its batch. */
  private static final class Read extends CompletableFuture<byte @Nullable []> {
    private final byte[] key;
    private @Nullable Read before; // this and the next: written before the chain can be seen
    private int position;

    Read(byte[] key) {
      this.key = key;
    }

    /** The end of a chain that takes no more. */
    static Read gate(@Nullable Read last) {
      Read gate = new Read(new byte[0]);
      gate.before = last;
      gate.position = MAX_READS;
      return gate;
    }

    void begins() {
      before = null;
      position = 0;
    }

    /** Whether it is now the next of the chain that ends with {@code last}; else it is full. */
    boolean follows(Read last) {
      before = last;
      position = last.position + 1;
      return position < MAX_READS;
    }

    void isAnsweredBy(CompletionStage<byte @Nullable []> other) {
      other.whenComplete(
          (value, error) -> {
            if (error == null) {
              complete(value);
            } else {
              completeExceptionally(error);
            }
          });
    }
  }

  /** Takes reads until it is written, which decides what it is: GET, or MGET. */
  private static final class Batch extends Command<byte[], byte[], Values> {
    private final AtomicReference<Read> last;

    Batch(Read first) {
      super(CommandType.MGET, new Reply());
      last = new AtomicReference<>(first);
    }

    /** One that nobody waits for. */
    static Batch departed() {
      return new Batch(Read.gate(null));
    }

    /** False: it is full, or has departed. */
    boolean takes(Read read) {
      Read present = end();
      while (read.follows(present)) {
        if (last.compareAndSet(present, read)) {
          return true;
        }
        present = end();
      }
      return false;
    }

    private Read end() {
      return Objects.requireNonNull(last.get());
    }

    /** From here on it takes no more; the last of those that it has taken. */
    @Nullable Read departs() {
      while (true) {
        Read present = end();
        if (present.position == MAX_READS) {
          return present.before;
        }
        if (last.compareAndSet(present, Read.gate(present))) {
          return present;
        }
      }
    }

    /** On the I/O thread, as it is written. */
    @Override
    public void encode(ByteBuf out) {
      Read end = Objects.requireNonNull(departs(), "nobody is aboard");
      byte[][] keys = new byte[end.position + 1][];
      for (Read read = end; read != null; read = read.before) {
        keys[read.position] = read.key;
      }
      CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
      for (byte[] key : keys) {
        arguments.add(key);
      }
      CommandType type = (keys.length == 1) ? CommandType.GET : CommandType.MGET;
      new Command<>(type, getOutput(), arguments).encode(out);
    }
  }

  /** What GET or MGET has found, in order. */
  private static final class Values {
    private final List<byte @Nullable []> found = new ArrayList<>(1);

    byte @Nullable [] at(int position) {
      return found.get(position);
    }
  }

  private static final class Reply extends CommandOutput<byte[], byte[], Values> {
    Reply() {
      super(ByteArrayCodec.INSTANCE, new Values());
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
      output.found.add((bytes == null) ? null : codec.decodeValue(bytes));
    }
  }
}
