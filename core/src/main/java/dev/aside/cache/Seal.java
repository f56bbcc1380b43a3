package dev.aside.cache;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Closes frames, and tells whole ones from others: by a check sum, which chance does not get
 * through, or by a signature, which nobody does without the key. Thread-safe.
 *
 * <pre>
 * signature: keyId[2] notAfter[8] mac[16]    mac: the first half of HMAC-SHA256 of
 *   "aside frame 1", length of the name[4], name, flags, version[8],
 *   and the frame from byte 60 (key check, codec, schema, load time, tags, payload) to the mac
 * </pre>
 *
 * <p>The signature binds a value to its stored name, prefix and cache included, and to its version
 * and tags. The server writes the times, the stamp and the lease after the frame was signed, so
 * those are not covered; {@code notAfter} bounds them. Whoever can write to the server can
 * therefore make a value fresh for longer, or put an earlier one of the same key back, but not
 * beyond the end of its life; and can remove entries and leases, as ever. After a change of the
 * tags' stamps a value of before does not come back.
 */
final class Seal {
  static final int CHECK_SUM_SIZE = Integer.BYTES;
  static final int SIGNATURE_SIZE = 26;

  private static final int MAC_SIZE = 16;
  private static final byte[] PURPOSE = "aside frame 1".getBytes(StandardCharsets.US_ASCII);

  /** For the way of a frame to the server, and for an estimate of its clock that is not exact. */
  private static final long CLOCK_SLACK_MILLIS = 60_000;

  private final @Nullable SigningKeys keys;
  private final LongSupplier serverMillis;

  private Seal(@Nullable SigningKeys keys, LongSupplier serverMillis) {
    this.keys = keys;
    this.serverMillis = serverMillis;
  }

  static Seal checkSum() {
    return new Seal(null, () -> 0);
  }

  /**
   * By a signature.
   *
   * @param serverMillis the server's clock, or 0 while it is not known, when no end can be signed
   */
  static Seal signature(SigningKeys keys, LongSupplier serverMillis) {
    return new Seal(keys, serverMillis);
  }

  /** How much room to leave at the end of a frame. */
  int size() {
    return (keys == null) ? CHECK_SUM_SIZE : SIGNATURE_SIZE;
  }

  /** How much of {@code stored} is its seal. */
  static int sizeIn(byte[] stored) {
    return isSigned(stored) ? SIGNATURE_SIZE : CHECK_SUM_SIZE;
  }

  private static boolean isSigned(byte[] stored) {
    return FrameLayout.has(FrameLayout.FLAG_SIGNED, stored);
  }

  /** Fills the room at the end of {@code frame}; nothing but the server may change it after. */
  byte[] close(byte[] name, byte[] frame, Lifetime life) {
    if (keys == null) {
      return FrameLayout.seal(frame);
    }
    frame[EntryHeader.FLAGS] |= FrameLayout.FLAG_SIGNED;
    Map.Entry<Integer, KeyedHash> signing = keys.ring().signing();
    ByteBuffer.wrap(frame, frame.length - SIGNATURE_SIZE, SIGNATURE_SIZE)
        .putShort(signing.getKey().shortValue())
        .putLong(notAfter(life))
        .put(mac(signing.getValue(), name, frame, life.version()), 0, MAC_SIZE);
    return frame;
  }

  private long notAfter(Lifetime life) {
    long now = serverMillis.getAsLong();
    return (now == 0) ? Long.MAX_VALUE : now + life.hardMillis() + CLOCK_SLACK_MILLIS;
  }

  private static byte[] mac(KeyedHash key, byte[] name, byte[] frame, long version) {
    ByteBuffer front =
        ByteBuffer.allocate(PURPOSE.length + Integer.BYTES + name.length + 1 + Long.BYTES)
            .put(PURPOSE)
            .putInt(name.length)
            .put(name)
            .put(frame[EntryHeader.FLAGS])
            .putLong(version);
    Mac mac = key.begin();
    mac.update(front.array());
    mac.update(frame, EntryHeader.KEY_CHECK, frame.length - MAC_SIZE - EntryHeader.KEY_CHECK);
    return mac.doFinal();
  }

  /** Why the value {@code stored} is not to be served for {@code name}; null if it is. */
  @Nullable Frame refusal(byte[] name, byte[] stored) {
    if (!FrameLayout.isComplete(stored, sizeIn(stored))) {
      return new Frame.Damaged();
    }
    if (isSigned(stored)) {
      return FrameLayout.isOf(name, stored) ? unsound(name, stored) : new Frame.Misplaced();
    }
    if (!FrameLayout.isSound(stored)) {
      return new Frame.Damaged();
    }
    if (!FrameLayout.isOf(name, stored)) {
      return new Frame.Misplaced();
    }
    return (keys == null) ? null : new Frame.Older(Frame.Form.SIGNATURE);
  }

  private @Nullable Frame unsound(byte[] name, byte[] stored) {
    if (keys == null) {
      return new Frame.Newer(Frame.Form.SIGNATURE);
    }
    SigningKeys.Ring ring = keys.ring();
    ByteBuffer seal = ByteBuffer.wrap(stored, stored.length - SIGNATURE_SIZE, SIGNATURE_SIZE);
    int id = Short.toUnsignedInt(seal.getShort());
    long notAfter = seal.getLong();
    KeyedHash key = ring.find(id);
    if (key == null) {
      return (id > ring.newest())
          ? new Frame.Newer(Frame.Form.SIGNATURE)
          : new Frame.Older(Frame.Form.SIGNATURE);
    }
    long version = EntryHeader.number(stored, EntryHeader.VERSION);
    byte[] expected = Arrays.copyOf(mac(key, name, stored, version), MAC_SIZE);
    byte[] found = Arrays.copyOfRange(stored, stored.length - MAC_SIZE, stored.length);
    boolean sound =
        MessageDigest.isEqual(expected, found) // takes as long wherever they differ
            && EntryHeader.number(stored, EntryHeader.HARD_EXPIRY) <= notAfter
            && EntryHeader.number(stored, EntryHeader.SOFT_EXPIRY) <= notAfter;
    return sound ? null : new Frame.Damaged();
  }
}
