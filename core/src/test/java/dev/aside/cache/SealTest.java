package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Signed frames, and what somebody who can write to the server may try with them. */
final class SealTest {
  private static final byte[] KEY = name("user:42");
  private static final byte[] PAYLOAD = name("{\"name\":\"Ada\"}");
  private static final long NOW = 1_700_000_000_000L;
  private static final Lifetime LIFE = new Lifetime(1_000, 5_000, 6_000, 7);
  private static final Stamps TAGS = Stamps.of(new long[] {1, -2}, new long[] {30, 40});
  private static final Packing PACKING = new Packing(null, 1 << 20);
  private static final byte[] FIRST = secret(1);
  private static final byte[] SECOND = secret(2);
  private static final Frame BAD = new Frame.Damaged();
  private static final Frame OLDER = new Frame.Older(Frame.Form.SIGNATURE);
  private static final Frame NEWER = new Frame.Newer(Frame.Form.SIGNATURE);

  private final SigningKeys keys = SigningKeys.of(1, FIRST);
  private final Framing framing = signing(keys);
  private final Framing unsigned = new Framing(0, PACKING, Seal.checkSum());

  @Test
  void read_signed_isWhatWasStored() {
    Frame.Stored value = stored(framing.read(KEY, value(framing)));

    assertArrayEquals(PAYLOAD, Objects.requireNonNull(value.payload()).bytes());
    assertEquals(TAGS, value.stamps());
    assertEquals(7, value.version());
    assertNull(stored(framing.read(KEY, stamped(absent(framing)))).payload());
  }

  @Test
  void read_otherSecret_isDamaged() {
    assertEquals(BAD, signing(SigningKeys.of(1, SECOND)).read(KEY, value(framing)));
  }

  @Test
  void read_anyBitChangedThatIsSigned_isNoValue() {
    byte[] frame = value(framing);
    for (int i = 0; i < frame.length; i++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] changed = frame.clone();
        changed[i] ^= (byte) (1 << bit);
        if (framing.read(KEY, changed) instanceof Frame.Stored) {
          assertTrue(isWrittenByTheServer(i), "byte " + i);
        }
      }
    }
  }

  /** Lease, times and stamp, but not the version. */
  private static boolean isWrittenByTheServer(int offset) {
    return (offset >= EntryHeader.LEASE_ID && offset < EntryHeader.VERSION)
        || (offset >= EntryHeader.STAMP && offset < EntryHeader.KEY_CHECK);
  }

  @Test
  void read_anyTruncation_isNoValue() {
    byte[] frame = value(framing);
    for (int length = 0; length < frame.length; length++) {
      assertFalse(framing.read(KEY, Arrays.copyOf(frame, length)) instanceof Frame.Stored);
    }
  }

  @Test
  void read_movedToAnotherKey_isNoValue() {
    byte[] other = name("user:43");
    byte[] frame = value(framing);
    assertInstanceOf(Frame.Misplaced.class, framing.read(other, frame));

    FrameLayout.int32(frame, EntryHeader.KEY_CHECK, FrameLayout.keyCheck(other));

    assertEquals(BAD, framing.read(other, frame), "the check of the key is no secret");
  }

  @Test
  void read_unsigned_isOlder() {
    assertEquals(OLDER, framing.read(KEY, value(unsigned)));
    assertEquals(OLDER, framing.read(KEY, stamped(absent(unsigned))));
  }

  @Test
  void read_signatureTakenOff_isOlder() {
    byte[] frame = value(framing);
    frame[EntryHeader.FLAGS] = 0;

    assertEquals(OLDER, framing.read(KEY, FrameLayout.seal(frame)));
  }

  @Test
  void read_madeAbsent_isNoAnswer() {
    byte[] frame = value(framing);
    frame[EntryHeader.FLAGS] |= FrameLayout.FLAG_ABSENT;

    assertEquals(BAD, framing.read(KEY, frame));
  }

  @Test
  void read_signedWithoutKeys_isNewer() {
    assertEquals(NEWER, unsigned.read(KEY, value(framing)));
  }

  @Test
  void read_lifeProlongedBeyondItsEnd_isDamaged() {
    byte[] frame = value(framing);
    long notAfter = NOW + LIFE.hardMillis() + 60_000;

    EntryHeader.number(frame, EntryHeader.HARD_EXPIRY, notAfter);
    assertInstanceOf(Frame.Stored.class, framing.read(KEY, frame));
    EntryHeader.number(frame, EntryHeader.HARD_EXPIRY, notAfter + 1);
    assertEquals(BAD, framing.read(KEY, frame));
  }

  @Test
  void read_freshnessProlongedBeyondItsEnd_isDamaged() {
    byte[] frame = value(framing);
    EntryHeader.number(frame, EntryHeader.SOFT_EXPIRY, Long.MAX_VALUE);

    assertEquals(BAD, framing.read(KEY, frame));
  }

  @Test
  void read_signedWhileTheClockWasNotKnown_isRead() {
    Framing early = new Framing(0, PACKING, Seal.signature(keys, () -> 0));

    assertInstanceOf(Frame.Stored.class, framing.read(KEY, value(early)));
  }

  @Test
  void read_otherVersion_isDamaged() {
    byte[] frame = value(framing);
    EntryHeader.number(frame, EntryHeader.VERSION, 8);

    assertEquals(BAD, framing.read(KEY, frame));
  }

  @Test
  void rotation_anyOrder_neverReplacesWhatTheNewKeySigned() {
    SigningKeys ahead = SigningKeys.of(1, FIRST);
    byte[] before = value(framing);
    ahead.add(2, SECOND);
    byte[] after = value(signing(ahead));

    assertInstanceOf(Frame.Stored.class, signing(ahead).read(KEY, before), "still served");
    assertEquals(NEWER, framing.read(KEY, after), "left alone by those who do not know it yet");
    keys.add(2, SECOND);
    assertInstanceOf(Frame.Stored.class, framing.read(KEY, after));
    keys.retire(1);
    assertEquals(OLDER, framing.read(KEY, before), "replaced");
  }

  private static Framing signing(SigningKeys keys) {
    return new Framing(0, PACKING, Seal.signature(keys, () -> NOW));
  }

  private static byte[] value(Framing framing) {
    return stamped(framing.value(KEY, Payload.plain(PAYLOAD), 5, TAGS, "v1", LIFE));
  }

  private static byte[] absent(Framing framing) {
    return framing.absent(KEY, 5, TAGS, LIFE);
  }

  private static Frame.Stored stored(Frame frame) {
    return assertInstanceOf(Frame.Stored.class, frame);
  }

  /** As the server does. */
  private static byte[] stamped(byte[] frame) {
    EntryHeader.number(frame, EntryHeader.SOFT_EXPIRY, NOW + LIFE.softMillis());
    EntryHeader.number(frame, EntryHeader.HARD_EXPIRY, NOW + LIFE.hardMillis());
    EntryHeader.number(frame, EntryHeader.VERSION, LIFE.version());
    EntryHeader.number(frame, EntryHeader.STAMP, NOW * 1_000);
    return frame;
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] secret(int fill) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }
}
