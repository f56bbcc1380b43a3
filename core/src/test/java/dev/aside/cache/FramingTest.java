package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.spi.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FramingTest {
  private static final byte[] KEY = "user:42".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PAYLOAD = "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8);

  private static final Framing FRAMING = new Framing();
  private static final Stamps TAGS = Stamps.of(new long[] {1, -2}, new long[] {30, 40});

  @Test
  void read_value_isWhatWasStored() {
    Frame.Stored value = stored(stamped(FRAMING.value(KEY, PAYLOAD, 5, TAGS, "\"v1\"")));

    assertArrayEquals(PAYLOAD, value.payload());
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
    byte[] frame = FRAMING.value(KEY, PAYLOAD, 5, TAGS, "\"v1\"");
    byte[] nobody = EntryHeader.backOffId(3);
    System.arraycopy(nobody, 0, frame, EntryHeader.LEASE_ID, nobody.length);

    assertEquals(3, stored(frame).failures());
  }

  @Test
  void read_emptyPayload_isAValue() {
    assertArrayEquals(
        new byte[0], stored(FRAMING.value(KEY, new byte[0], 0, Stamps.NONE, null)).payload());
  }

  @Test
  void read_absent_isAbsent() {
    assertNull(stored(stamped(FRAMING.absent(KEY, 5, TAGS))).payload());
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
        FRAMING.read(other, FRAMING.value(KEY, PAYLOAD, 0, Stamps.NONE, null)));
    assertInstanceOf(
        Frame.Misplaced.class, FRAMING.read(other, FRAMING.absent(KEY, 0, Stamps.NONE)));
  }

  @Test
  void read_anyByteChanged_isNeverAnotherValue() {
    byte[] frame = stamped(FRAMING.value(KEY, PAYLOAD, 5, TAGS, "\"v1\""));
    for (int i = 0; i < frame.length; i++) {
      byte[] changed = frame.clone();
      changed[i] ^= 0x40;
      if (FRAMING.read(KEY, changed) instanceof Frame.Stored value) {
        assertArrayEquals(PAYLOAD, value.payload(), "changed byte " + i);
      }
    }
  }

  @Test
  void read_anyTruncation_isNoValue() {
    byte[] frame = stamped(FRAMING.value(KEY, PAYLOAD, 5, TAGS, "\"v1\""));
    for (int length = 0; length < frame.length; length++) {
      Frame read = FRAMING.read(KEY, Arrays.copyOf(frame, length));

      assertEquals(false, read instanceof Frame.Stored, "length " + length);
    }
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
