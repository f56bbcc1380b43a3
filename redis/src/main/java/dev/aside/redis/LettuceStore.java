package dev.aside.redis;

import dev.aside.spi.Coherence;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Fill.Outcome;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.PlainEntries;
import dev.aside.spi.RemoteStore;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Entries on Redis. Reads have a connection of their own; everything that changes something goes
 * through the other, in order. Thread-safe.
 */
final class LettuceStore implements RemoteStore {
  /** A frame from this size on is staged by a plain SET and does not pass through Lua. */
  static final int LARGE = 8 * 1024;

  /** Keys changed by one script; for more there are several, sent together. */
  static final int MAX_KEYS = 512;

  /** A staged frame that is never used goes by itself after this. */
  private static final long STAGE_MILLIS = 10_000;

  /** What Lua can count exactly. */
  private static final long MAX_VERSION = 1L << 53;

  /** Losing a tag's stamp costs misses only, so it need not live for ever. */
  private static final long TAG_MILLIS = 60L * 24 * 3_600 * 1_000;

  private static final byte[] NO_REFRESH = {'0'};
  private static final byte[] REFRESH = {'1'};

  private final Link<StatefulRedisConnection<byte[], byte[]>> reads;
  private final Link<StatefulRedisConnection<byte[], byte[]>> writes;
  private final ReadBatches batches;
  private final Epochs epochs;
  private final Consumer<String> distrust;
  private final ServerClock clock;
  private final RandomGenerator random;
  private final ScriptRunner scripts = new ScriptRunner();
  private final NativeFill nativeFill;
  private final LettucePlain plain;

  LettuceStore(
      Link<StatefulRedisConnection<byte[], byte[]>> reads,
      Link<StatefulRedisConnection<byte[], byte[]>> writes,
      Epochs epochs,
      Consumer<String> distrust,
      ServerClock clock,
      RandomGenerator random) {
    this.reads = reads;
    this.writes = writes;
    this.batches = new ReadBatches(reads);
    this.epochs = epochs;
    this.distrust = distrust;
    this.clock = clock;
    this.random = random;
    this.nativeFill = new NativeFill(clock);
    this.plain = new LettucePlain(reads, writes, scripts);
  }

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key) {
    return batches.get(key);
  }

  @Override
  public CompletionStage<byte @Nullable []> header(byte[] key) {
    return reads
        .ask(() -> reads.require().async().getrange(key, 0, EntryHeader.SIZE - 1))
        .thenApply(bytes -> (bytes.length == 0) ? null : bytes); // no key, to GETRANGE
  }

  @Override
  public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return reads.ask(
        () ->
            reads
                .require()
                .async()
                .mget(keys.toArray(byte[][]::new))
                .thenApply(LettuceStore::values));
  }

  private static List<byte @Nullable []> values(List<KeyValue<byte[], byte[]>> found) {
    List<byte @Nullable []> values = new ArrayList<>(found.size());
    for (KeyValue<byte[], byte[]> each : found) {
      values.add(each.getValueOrElse(null));
    }
    return values;
  }

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis, boolean refresh) {
    byte[][] arguments = {nonce, digits(leaseMillis), refresh ? REFRESH : NO_REFRESH};
    return writes
        .ask(() -> list(writes.require().async(), Script.LEASE, new byte[][] {key}, arguments))
        .thenApply(reply -> leased(reply, leaseMillis, refresh));
  }

  private Lease leased(List<Object> reply, long leaseMillis, boolean refresh) {
    Lease lease = toLease(reply);
    if (!refresh && lease instanceof Lease.Granted granted) {
      nativeFill.granted(granted.id(), (Long) reply.get(2) + leaseMillis);
    }
    return lease;
  }

  static Lease toLease(List<Object> reply) {
    byte[] state = (byte[]) reply.get(0);
    return switch (state[0]) {
      case 'G' -> new Lease.Granted((byte[]) reply.get(1));
      case 'B' -> new Lease.Busy((Long) reply.get(2));
      case 'N' -> new Lease.BackingOff((Long) reply.get(2));
      case 'V' -> new Lease.Present();
      case 'X' -> new Lease.Foreign();
      default -> new Lease.Blocked((Long) reply.get(2)); // T, W
    };
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime life) {
    checkVersion(life);
    return writes.ask(
        () ->
            (frame.length < LARGE)
                ? nativeFill.fill(
                    writes.require().async(),
                    key,
                    id,
                    frame,
                    life,
                    () -> storeSmall(Script.FILL, key, arguments(id, life, frame)))
                : storeLarge(Script.FILL_LARGE, key, frame, arguments(id, life, null)));
  }

  @Override
  public CompletionStage<Fill> put(byte[] key, byte[] frame, Lifetime life) {
    checkVersion(life);
    return writes.begin(
        () ->
            (frame.length < LARGE)
                ? storeSmall(Script.PUT, key, arguments(null, life, frame))
                : storeLarge(Script.PUT_LARGE, key, frame, arguments(null, life, null)));
  }

  @Override
  public CompletionStage<Fill> endWrite(byte[] key, byte[] writer, byte[] frame, Lifetime life) {
    checkVersion(life);
    return writes.begin(
        () ->
            (frame.length < LARGE)
                ? storeSmall(Script.END_WRITE_SMALL, key, arguments(writer, life, frame))
                : storeLarge(Script.END_WRITE_LARGE, key, frame, arguments(writer, life, null)));
  }

  private CompletionStage<Fill> storeSmall(Script script, byte[] key, byte[][] arguments) {
    return list(writes.require().async(), script, new byte[][] {key}, arguments)
        .thenApply(LettuceStore::toFill);
  }

  /** Both commands go out together, on the same connection, whatever becomes of the first. */
  private CompletionStage<Fill> storeLarge(
      Script script, byte[] key, byte[] frame, byte[][] arguments) {
    RedisAsyncCommands<byte[], byte[]> redis = writes.require().async();
    byte[] stage = stage(key);
    CompletionStage<String> staged = redis.set(stage, frame, SetArgs.Builder.px(STAGE_MILLIS));
    return list(redis, script, new byte[][] {key, stage}, arguments)
        .thenCombine(staged, (reply, ok) -> toFill(reply));
  }

  private CompletionStage<List<Object>> list(
      RedisAsyncCommands<byte[], byte[]> redis, Script script, byte[][] keys, byte[]... arguments) {
    return scripts.run(redis, script, ScriptOutputType.MULTI, keys, arguments);
  }

  private static byte[][] arguments(byte @Nullable [] id, Lifetime life, byte @Nullable [] frame) {
    List<byte[]> arguments = new ArrayList<>();
    if (id != null) {
      arguments.add(id);
    }
    arguments.add(digits(life.softMillis()));
    arguments.add(digits(life.hardMillis()));
    arguments.add(digits(life.keepMillis()));
    arguments.add(digits(life.version()));
    if (frame != null) {
      arguments.add(frame);
    }
    return arguments.toArray(byte[][]::new);
  }

  static Fill toFill(List<Object> reply) {
    if ((Long) reply.get(0) == 1) {
      return Fill.stored((Long) reply.get(1));
    }
    String refusal = new String((byte[]) reply.get(1), StandardCharsets.US_ASCII);
    return switch (refusal) {
      case "absent" -> Fill.refused(Outcome.REFUSED_ABSENT);
      case "lost" -> Fill.refused(Outcome.REFUSED_LOST);
      case "older" -> Fill.refused(Outcome.REFUSED_OLDER);
      case "writing" -> Fill.refused(Outcome.REFUSED_WRITING);
      case "contended" -> Fill.refused(Outcome.REFUSED_CONTENDED);
      default -> throw new TroubleException("a large value was gone before it could be stored");
    };
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    nativeFill.forget(id);
    return forEach(List.of(key), Script.RELEASE, id);
  }

  @Override
  public CompletionStage<@Nullable Void> backOff(
      byte[] key, byte[] id, int failures, long backOffMillis) {
    nativeFill.forget(id);
    return forEach(
        List.of(key), Script.BACK_OFF, id, EntryHeader.backOffId(failures), digits(backOffMillis));
  }

  @Override
  public CompletionStage<@Nullable Void> beginWrite(
      List<byte[]> keys, byte[] writer, long intentMillis) {
    return forEach(keys, Script.BEGIN_WRITE, writer, digits(intentMillis));
  }

  @Override
  public CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer) {
    return forEach(keys, Script.END_WRITE, writer);
  }

  /** One call a key, so that the keys need not share a slot; all are sent together. */
  private CompletionStage<@Nullable Void> forEach(
      List<byte[]> keys, Script script, byte[]... arguments) {
    return writes
        .begin(() -> eachAlone(keys, script, ScriptOutputType.INTEGER, arguments))
        .thenApply(LettuceStore::nothing);
  }

  private <T> CompletionStage<List<T>> eachAlone(
      List<byte[]> keys, Script script, ScriptOutputType type, byte[]... arguments) {
    RedisAsyncCommands<byte[], byte[]> redis = writes.require().async();
    List<CompletionStage<T>> calls = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      calls.add(scripts.run(redis, script, type, new byte[][] {key}, arguments));
    }
    return all(calls);
  }

  /** As few calls as can be, {@link #MAX_KEYS} keys each; all are sent together. */
  private <T> CompletionStage<List<T>> together(
      List<byte[]> keys, Script script, ScriptOutputType type, byte[]... arguments) {
    RedisAsyncCommands<byte[], byte[]> redis = writes.require().async();
    List<CompletionStage<T>> calls = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += MAX_KEYS) {
      List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + MAX_KEYS));
      calls.add(scripts.run(redis, script, type, some.toArray(byte[][]::new), arguments));
    }
    return all(calls);
  }

  /** What they bring, in their order, once all have ended. */
  private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> calls) {
    List<CompletableFuture<T>> futures =
        calls.stream().map(CompletionStage::toCompletableFuture).toList();
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(ended -> futures.stream().map(CompletableFuture::join).toList());
  }

  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return writes
        .begin(() -> together(keys, Script.REMOVE, ScriptOutputType.INTEGER))
        .thenApply(LettuceStore::nothing);
  }

  @Override
  public CompletionStage<@Nullable Void> soften(List<byte[]> keys) {
    return forEach(keys, Script.SOFTEN);
  }

  @Override
  public CompletionStage<@Nullable Void> holdOff(List<byte[]> keys, long holdMillis) {
    return forEach(keys, Script.HOLD_OFF, digits(holdMillis));
  }

  @Override
  public CompletionStage<List<Long>> touch(List<byte[]> tags) {
    return writes
        .ask(
            () ->
                this.<Object>eachAlone(
                    tags, Script.TOUCH, ScriptOutputType.VALUE, digits(TAG_MILLIS)))
        .thenApply(stamps -> stamps.stream().map(LettuceStore::stamp).toList());
  }

  @Override
  public CompletionStage<List<Long>> bump(List<byte[]> tags) {
    return writes
        .begin(
            () ->
                this.<List<Object>>together(
                    tags, Script.BUMP, ScriptOutputType.MULTI, digits(TAG_MILLIS)))
        .thenApply(calls -> calls.stream().flatMap(List::stream).map(LettuceStore::stamp).toList());
  }

  private static Long stamp(Object digits) {
    return Long.valueOf(new String((byte[]) digits, StandardCharsets.US_ASCII));
  }

  /** Whether the server compares before it sets. */
  NativeFill.Support nativeFills() {
    return nativeFill.support();
  }

  @Override
  public PlainEntries plain() {
    return plain;
  }

  @Override
  public void distrust(String why) {
    distrust.accept(why);
  }

  @Override
  public long estimatedMillis() {
    return clock.millis();
  }

  @Override
  public Coherence coherence() {
    return epochs;
  }

  @Override
  public boolean isAvailable() {
    return reads.isPrompt() && writes.isPrompt();
  }

  private static void checkVersion(Lifetime life) {
    if (life.version() > MAX_VERSION) {
      throw new IllegalArgumentException(
          "version: " + life.version() + " (expected: at most " + MAX_VERSION + ")");
    }
  }

  /** The braces put it on the entry's slot: entry keys have none of their own. */
  private byte[] stage(byte[] key) {
    String unique = HexFormat.of().toHexDigits(random.nextLong());
    byte[] suffix = ("}:s" + unique).getBytes(StandardCharsets.US_ASCII);
    byte[] stage = new byte[1 + key.length + suffix.length];
    stage[0] = '{';
    System.arraycopy(key, 0, stage, 1, key.length);
    System.arraycopy(suffix, 0, stage, 1 + key.length, suffix.length);
    return stage;
  }

  static byte[] digits(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  static @Nullable Void nothing(Object reply) {
    return null;
  }
}
