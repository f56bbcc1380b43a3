package dev.aside.redis;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.PlainEntries.PlainEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Operations of a store, drawn from a seed, and what each has answered and announced, in words in
 * which the same is the same: leases by their number, times by whether they are set. One use.
 */
final class Trace {
  /** Kinds of steps. */
  static final int KINDS = 22;

  private static final List<String> KEYS = List.of("k:1", "k:2");
  private static final String TAG = "tag:1";
  private static final long LONG_MILLIS = 60_000;

  /** Whoever has such a time to live does not see the next step. */
  private static final long SHORT_MILLIS = 10;

  private static final int ONE_SHORT_IN = 12;

  private static final int MAX_VERSION = 3;
  private static final int[] BODIES = {5, 9_000}; // of both ways to store

  private final Side side;
  private final Random random;
  private final EntryText text = new EntryText();
  private final List<byte[]> writers = new ArrayList<>();
  private final Map<String, Long> stamps = new HashMap<>();

  Trace(Side side, long seed) {
    this.side = side;
    this.random = new Random(seed);
    for (int i = 0; i < 2; i++) {
      writers.add(bytes(EntryHeader.WRITER_SIZE));
    }
  }

  List<String> run(int steps) {
    List<String> lines = new ArrayList<>(steps);
    for (int i = 0; i < steps; i++) {
      lines.add(step() + " announced " + side.announced());
    }
    return lines;
  }

  private String step() {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    byte[] name = Open.utf8(key);
    boolean isShort = random.nextInt(ONE_SHORT_IN) == 0;
    long millis = isShort ? SHORT_MILLIS : LONG_MILLIS;
    String done = key + (isShort ? " shortly: " : ": ") + step(random.nextInt(KINDS), name, millis);
    if (isShort) {
      side.pass(2 * SHORT_MILLIS, KEYS);
    }
    String seen = random.nextBoolean() ? "" : " leaving " + text.of(await(side.store().get(name)));
    return kind + " " + done + seen;
  }

  private String kind = "";

  private String named(String name, String outcome) {
    kind = name;
    return outcome;
  }

  private String step(int which, byte[] key, long millis) {
    return switch (which) {
      case 0 -> named("get", text.of(await(side.store().get(key))));
      case 1 -> named("header", text.of(await(side.store().header(key))));
      case 2 -> named("getAll", getAll());
      case 3 -> named("lease", lease(key, millis, /* refresh= */ false));
      case 4 -> named("refresh", lease(key, millis, /* refresh= */ true));
      case 5 -> named("fill", fill(key, millis));
      case 6 -> named("release", done(side.store().release(key, anyLease())));
      case 7 -> named("backOff", done(side.store().backOff(key, anyLease(), 3, millis)));
      case 8 -> named("put", put(key, millis));
      case 9 -> named("begin", done(side.store().beginWrite(List.of(key), anyWriter(), millis)));
      case 10 -> named("end", done(side.store().endWrite(List.of(key), anyWriter())));
      case 11 -> named("endWith", endWith(key, millis));
      case 12 -> named("remove", done(side.store().remove(List.of(key))));
      case 13 -> named("soften", done(side.store().soften(List.of(key))));
      case 14 -> named("holdOff", done(side.store().holdOff(List.of(key), millis)));
      default -> otherStep(which, key, millis);
    };
  }

  private String otherStep(int which, byte[] key, long millis) {
    String name = EntryText.latin(key);
    switch (which) {
      case 15 -> {
        return named("touch", stamps(await(side.store().touch(List.of(Open.utf8(TAG))))));
      }
      case 16 -> {
        return named("bump", stamps(await(side.store().bump(List.of(Open.utf8(TAG))))));
      }
      case 17 -> {
        side.delete(random.nextBoolean() ? TAG : name);
        return named("delete", "done");
      }
      case 18 -> {
        side.set(name, "foreign".repeat(1 + random.nextInt(20)));
        return named("foreign", "done");
      }
      case 19 -> {
        return named("plainGet", plain(await(side.store().plain().get(key))));
      }
      case 20 -> {
        return named("plainLease", lease(await(side.store().plain().lease(key, nonce(), millis))));
      }
      default -> {
        return named("plainWrite", plainWrite(key, millis));
      }
    }
  }

  private <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return side.await(stage);
  }

  private String done(CompletionStage<?> stage) {
    await(stage);
    return "done";
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] nonce() {
    return bytes(Long.BYTES);
  }

  private byte[] anyLease() {
    return text.lease(random.nextInt(), bytes(EntryHeader.LEASE_ID_SIZE));
  }

  private byte[] anyWriter() {
    return writers.get(random.nextInt(writers.size()));
  }

  private byte[] frame() {
    byte[] body = bytes(BODIES[random.nextInt(BODIES.length)]);
    byte[] frame = Arrays.copyOf(new byte[0], EntryHeader.SIZE + body.length);
    EntryHeader.begin(frame, EntryHeader.VALUE);
    System.arraycopy(body, 0, frame, EntryHeader.SIZE, body.length);
    return frame;
  }

  private Lifetime life(long millis) {
    return new Lifetime(millis, millis, millis, random.nextInt(MAX_VERSION + 1));
  }

  private String getAll() {
    List<byte[]> names = KEYS.stream().map(Open::utf8).toList();
    return await(side.store().getAll(names)).stream().map(text::of).toList().toString();
  }

  private String lease(byte[] key, long millis, boolean refresh) {
    return lease(await(side.store().lease(key, nonce(), millis, refresh)));
  }

  private String lease(Lease answer) {
    if (answer instanceof Lease.Granted granted) {
      return "granted " + text.learn(granted.id());
    }
    return answer.getClass().getSimpleName();
  }

  private String fill(byte[] key, long millis) {
    byte[] id = anyLease();
    return outcome(await(side.store().fill(key, id, frame(), life(millis))));
  }

  private String put(byte[] key, long millis) {
    return outcome(await(side.store().put(key, frame(), life(millis))));
  }

  private String endWith(byte[] key, long millis) {
    return outcome(await(side.store().endWrite(key, anyWriter(), frame(), life(millis))));
  }

  private static String outcome(Fill fill) {
    return fill.outcome() + ((fill.stampMicros() > 0) ? " with a stamp" : "");
  }

  /** Whether it is the stamp of before, or a later one. */
  private String stamps(List<Long> now) {
    Long before = stamps.put(TAG, now.get(0));
    return (before == null) ? "first" : Integer.toString(Long.compare(now.get(0), before));
  }

  private static String plain(@Nullable PlainEntry entry) {
    return (entry == null)
        ? "nothing"
        : entry.bytes().length + " bytes for " + ((entry.remainingMillis() < 0) ? "ever" : "now");
  }

  private String plainWrite(byte[] key, long millis) {
    return switch (random.nextInt(4)) {
      case 0 -> outcome(await(side.store().plain().fill(key, anyLease(), bytes(7), millis)));
      case 1 -> done(side.store().plain().put(key, bytes(7), millis));
      case 2 -> done(side.store().plain().release(key, anyLease()));
      default -> done(side.store().plain().remove(List.of(key)));
    };
  }
}
