package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.RemoteStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of a {@link RemoteStore} are made of: an open one, and entries for it. */
abstract class StoreFixture {
  static final long MINUTE_MILLIS = 60_000;
  static final long SHORT_MILLIS = 50;
  static final Lifetime MINUTE = lifetime(MINUTE_MILLIS);

  private static final int BODY = EntryHeader.SIZE;
  private static final Duration SAME_TIME = Duration.ofSeconds(20);

  Backend backend;
  RemoteStore store;

  /** Opens the backend under test; it is closed after the test. */
  protected abstract Backend open();

  /** The backend that is under test now. */
  protected final Backend opened() {
    return backend;
  }

  /**
   * Puts bytes that are not ours under {@code key}, 64 or more. As it is here, the backend's own
   * {@code put} does it.
   */
  protected void storeForeign(byte[] key, byte[] bytes) {
    Await.result(store.put(key, bytes, MINUTE));
  }

  @BeforeEach
  void openStore() {
    backend = open();
    store = backend.store();
    Await.until("the store is available", store::isAvailable);
  }

  @AfterEach
  void closeStore() {
    backend.close();
  }

  final byte[] lease(byte[] key, long millis) {
    return granted(Await.result(store.lease(key, nonce(), millis)));
  }

  /** A lease over the value that is there, or over nothing. */
  final byte[] refresh(byte[] key, long millis) {
    return granted(Await.result(store.lease(key, nonce(), millis, /* refresh= */ true)));
  }

  final byte[] awaitLease(byte[] key) {
    return awaitLease(key, /* refresh= */ false);
  }

  final byte[] awaitRefresh(byte[] key) {
    return awaitLease(key, /* refresh= */ true);
  }

  private byte[] awaitLease(byte[] key, boolean refresh) {
    List<byte[]> ids = new ArrayList<>();
    Await.until(
        "the lease is free",
        () -> {
          Lease answer = Await.result(store.lease(key, nonce(), MINUTE_MILLIS, refresh));
          if (answer instanceof Lease.Granted g) {
            ids.add(g.id());
          }
          return !ids.isEmpty();
        });
    return ids.get(0);
  }

  /** For how long the key can be loaded but not stored; fails if it can be leased. */
  final long blockedMillis(byte[] key) {
    Lease answer = Await.result(store.lease(key, nonce(), MINUTE_MILLIS));
    return assertInstanceOf(Lease.Blocked.class, answer).remainingMillis();
  }

  final void awaitGone(byte[] key) {
    Await.until("the entry is gone", () -> Await.result(store.get(key)) == null);
  }

  final Fill.Outcome fill(byte[] key, byte[] id, byte[] frame) {
    return Await.result(store.fill(key, id, frame, MINUTE)).outcome();
  }

  final byte[] stored(byte[] key) {
    byte[] stored = Await.result(store.get(key));
    assertNotNull(stored, "nothing is stored");
    return stored;
  }

  final void assertStamped(byte[] stored, Lifetime lifetime) {
    long stampMicros = EntryHeader.number(stored, EntryHeader.STAMP);
    long millis = stampMicros / 1_000;
    assertNear(store.estimatedMillis(), millis);
    assertEquals(
        millis + lifetime.softMillis(), EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY));
    assertEquals(
        millis + lifetime.hardMillis(), EntryHeader.number(stored, EntryHeader.HARD_EXPIRY));
    assertEquals(lifetime.version(), EntryHeader.number(stored, EntryHeader.VERSION));
  }

  /** Flags, key check and body are the caller's; the rest of the header is the server's. */
  static void assertBody(byte[] expected, byte @Nullable [] actual) {
    assertNotNull(actual, "nothing is stored");
    assertEquals(expected.length, actual.length);
    assertEquals(EntryHeader.VALUE, EntryHeader.state(actual));
    assertEquals(expected[EntryHeader.FLAGS], actual[EntryHeader.FLAGS]);
    assertArrayEquals(
        Arrays.copyOfRange(expected, EntryHeader.KEY_CHECK, expected.length),
        Arrays.copyOfRange(actual, EntryHeader.KEY_CHECK, actual.length));
  }

  static void assertNear(long expectedMillis, long actualMillis) {
    long apart = Math.abs(expectedMillis - actualMillis);
    assertTrue(apart < SAME_TIME.toMillis(), apart + " ms apart");
  }

  static byte[] granted(Lease lease) {
    return assertInstanceOf(Lease.Granted.class, lease).id();
  }

  static Lifetime lifetime(long millis) {
    return new Lifetime(millis, millis, millis, 0);
  }

  static Lifetime version(long version) {
    return new Lifetime(MINUTE_MILLIS, MINUTE_MILLIS, MINUTE_MILLIS, version);
  }

  static byte[] writer() {
    byte[] writer = new byte[EntryHeader.WRITER_SIZE];
    ThreadLocalRandom.current().nextBytes(writer);
    return writer;
  }

  /** Around the sizes at which a backend may change its ways, and the largest by default. */
  static int[] sizes() {
    return new int[] {0, 1, 8_127, 8_128, 8_129, 8_192, 65_536, 1 << 20};
  }

  /** One of each of the ways in which a backend may store. */
  static int[] smallAndLarge() {
    return new int[] {10, 20_000};
  }

  static byte[] key() {
    return ("user:" + Long.toHexString(ThreadLocalRandom.current().nextLong()))
        .getBytes(StandardCharsets.UTF_8);
  }

  static byte[] allBytes() {
    byte[] key = new byte[256];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    return key;
  }

  static byte[] nonce() {
    return randomBytes(Long.BYTES);
  }

  static byte[] frame(String body) {
    return frame(body.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] frame(byte[] body) {
    byte[] frame = Arrays.copyOf(new byte[0], BODY + body.length);
    EntryHeader.begin(frame, EntryHeader.VALUE);
    frame[EntryHeader.FLAGS] = 1;
    Arrays.fill(frame, EntryHeader.KEY_CHECK, BODY, (byte) 0xC7);
    System.arraycopy(body, 0, frame, BODY, body.length);
    return frame;
  }

  static byte[] foreign() {
    byte[] bytes = randomBytes(100);
    bytes[0] = '{';
    return bytes;
  }

  static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    if (size == Long.BYTES) {
      ThreadLocalRandom.current().nextBytes(bytes);
    }
    return bytes;
  }
}
