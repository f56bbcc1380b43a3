package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class FramingTest {
  private static final byte[] KEY = "user:42".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PAYLOAD = "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8);

  private static final Payload BODY = Payload.plain(PAYLOAD);
  private static final Lifetime LIFE = new Lifetime(1_000, 5_000, 6_000, 7);
  private static final Framing FRAMING = framing(3);
  private static final Stamps TAGS = Stamps.of(new long[] {1, -2}, new long[] {30, 40});

  @Test
  void read_value_isWhatWasStored() {
    Frame.Stored value = stored(stamped(FRAMING.value(KEY, BODY, 5, TAGS, "\"v1\"", LIFE)));

    assertArrayEquals(PAYLOAD, bytes(value));
    assertEquals(5, value.loadMillis());
    assertEquals(TAGS, value.stamps());
    assertEquals(1234, value.softExpiry());
    assertEquals(5678, value.hardExpiry());
    assertEquals(99, value.stampMicros());
    assertEquals(7, value.version());
    assertEquals(0, value.failures());
    assertNull(value.leaseId());
    assertEquals("\"v1\"", value.validator());
  }

  @Test
  void read_valueWithABackOff_saysHowOftenLoadsHaveFailed() {
    byte[] frame = FRAMING.value(KEY, BODY, 5, TAGS, "\"v1\"", LIFE);
    byte[] nobody = EntryHeader.backOffId(3);
    System.arraycopy(nobody, 0, frame, EntryHeader.LEASE_ID, nobody.length);

    assertEquals(3, stored(frame).failures());
  }

  @Test
  void read_emptyPayload_isAValue() {
    assertArrayEquals(
        new byte[0],
        bytes(stored(FRAMING.value(KEY, Payload.plain(new byte[0]), 0, Stamps.NONE, null, LIFE))));
  }

  @Test
  void read_absent_isAbsent() {
    assertNull(stored(stamped(FRAMING.absent(KEY, 5, TAGS, LIFE))).payload());
  }

  @Test
  void read_nothing_isNothing() {
    assertInstanceOf(Frame.Nothing.class, FRAMING.read(KEY, null));
  }

  @Test
  void read_otherProgramsBytes_areForeign() {
    assertInstanceOf(Frame.Foreign.class, FRAMING.read(KEY, PAYLOAD));
    assertInstanceOf(Frame.Foreign.class, FRAMING.read(KEY, new byte[0]));
    assertInstanceOf(Frame.Foreign.class, FRAMING.read(KEY, new byte[200]));
  }

  @Test
  void read_lease_isReserved() {
    byte[] lease = new byte[EntryHeader.SIZE];
    EntryHeader.begin(lease, EntryHeader.LEASE);

    assertInstanceOf(Frame.Reserved.class, FRAMING.read(KEY, lease));
  }

  @Test
  void read_framesOfAnotherKey_areMisplaced() {
    byte[] other = "user:43".getBytes(StandardCharsets.UTF_8);

    assertInstanceOf(
        Frame.Misplaced.class,
        FRAMING.read(other, FRAMING.value(KEY, BODY, 0, Stamps.NONE, null, LIFE)));
    assertInstanceOf(
        Frame.Misplaced.class, FRAMING.read(other, FRAMING.absent(KEY, 0, Stamps.NONE, LIFE)));
  }

  @Test
  void read_otherSchema_isOlderOrNewer() {
    byte[] frame = FRAMING.value(KEY, BODY, 0, Stamps.NONE, null, LIFE);

    assertEquals(new Frame.Older(Frame.Form.SCHEMA), framing(4).read(KEY, frame));
    assertEquals(new Frame.Newer(Frame.Form.SCHEMA), framing(2).read(KEY, frame));
  }

  @Test
  void read_absenceOfAnotherSchema_isAbsent() {
    byte[] frame = FRAMING.absent(KEY, 5, TAGS, LIFE);

    Frame.Stored absent = assertInstanceOf(Frame.Stored.class, framing(4).read(KEY, frame));
    assertNull(absent.payload());
  }

  @Test
  void read_unknownCodecOrFlag_isNewer() {
    byte[] codec = FRAMING.value(KEY, BODY, 0, Stamps.NONE, null, LIFE);
    codec[64] = 1;
    byte[] flag = FRAMING.value(KEY, BODY, 0, Stamps.NONE, null, LIFE);
    flag[EntryHeader.FLAGS] = (byte) 0x80;

    Frame extension = new Frame.Newer(Frame.Form.EXTENSION);
    assertEquals(extension, FRAMING.read(KEY, FrameLayout.seal(codec)));
    assertEquals(extension, FRAMING.read(KEY, FrameLayout.seal(flag)));
  }

  @Test
  void read_newerFormat_isForeign() {
    byte[] frame = FRAMING.value(KEY, BODY, 0, Stamps.NONE, null, LIFE);
    frame[1] = '2';

    assertInstanceOf(Frame.Foreign.class, FRAMING.read(KEY, frame));
  }

  @Test
  void read_anyByteChanged_isNeverAnotherValue() {
    byte[] frame = stamped(FRAMING.value(KEY, BODY, 5, TAGS, "\"v1\"", LIFE));
    for (int i = 0; i < frame.length; i++) {
      byte[] changed = frame.clone();
      changed[i] ^= 0x40;
      if (FRAMING.read(KEY, changed) instanceof Frame.Stored value) {
        assertArrayEquals(PAYLOAD, bytes(value), "changed byte " + i);
      }
    }
  }

  @Test
  void read_anyTruncation_isNoValue() {
    byte[] frame = stamped(FRAMING.value(KEY, BODY, 5, TAGS, "\"v1\"", LIFE));
    for (int length = 0; length < frame.length; length++) {
      Frame read = FRAMING.read(KEY, Arrays.copyOf(frame, length));

      assertEquals(false, read instanceof Frame.Stored, "length " + length);
    }
  }

  private static Framing framing(int schema) {
    return new Framing(schema, new Packing(null, 1 << 20), Seal.checkSum());
  }

  private static byte[] bytes(Frame.Stored value) {
    return Objects.requireNonNull(value.payload()).bytes();
  }

  private static Frame.Stored stored(byte[] frame) {
    return assertInstanceOf(Frame.Stored.class, FRAMING.read(KEY, frame));
  }

  /** As the server does: the times change and the check sum still holds. */
  private static byte[] stamped(byte[] frame) {
    EntryHeader.number(frame, EntryHeader.SOFT_EXPIRY, 1234);
    EntryHeader.number(frame, EntryHeader.HARD_EXPIRY, 5678);
    EntryHeader.number(frame, EntryHeader.STAMP, 99);
    EntryHeader.number(frame, EntryHeader.VERSION, 7);
    return frame;
  }
}
