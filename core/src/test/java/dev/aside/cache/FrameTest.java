package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.aside.spi.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class FrameTest {
  private static final byte[] KEY = "user:42".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PAYLOAD = "{\"name\":\"Ada\"}".getBytes(StandardCharsets.UTF_8);

  @Test
  void read_value_isItsPayload() {
    Frame.Value value =
        assertInstanceOf(
            Frame.Value.class, Frame.read(KEY, stamped(Frame.ofValue(KEY, PAYLOAD, 5))));

    assertArrayEquals(PAYLOAD, value.payload());
    assertEquals(1234, value.softExpiry());
  }

  @Test
  void read_emptyPayload_isAValue() {
    Frame.Value value =
        assertInstanceOf(Frame.Value.class, Frame.read(KEY, Frame.ofValue(KEY, new byte[0], 0)));

    assertEquals(0, value.payload().length);
  }

  @Test
  void read_absent_isAbsent() {
    assertInstanceOf(Frame.Absent.class, Frame.read(KEY, stamped(Frame.ofAbsent(KEY, 5))));
  }

  @Test
  void read_nothing_isNothing() {
    assertInstanceOf(Frame.Nothing.class, Frame.read(KEY, null));
  }

  @Test
  void read_otherProgramsBytes_areForeign() {
    assertInstanceOf(Frame.Foreign.class, Frame.read(KEY, PAYLOAD));
    assertInstanceOf(Frame.Foreign.class, Frame.read(KEY, new byte[0]));
    assertInstanceOf(Frame.Foreign.class, Frame.read(KEY, new byte[200]));
  }

  @Test
  void read_lease_isReserved() {
    byte[] lease = new byte[EntryHeader.SIZE];
    EntryHeader.begin(lease, EntryHeader.LEASE);

    assertInstanceOf(Frame.Reserved.class, Frame.read(KEY, lease));
  }

  @Test
  void read_framesOfAnotherKey_areDamaged() {
    byte[] other = "user:43".getBytes(StandardCharsets.UTF_8);

    assertInstanceOf(Frame.Damaged.class, Frame.read(other, Frame.ofValue(KEY, PAYLOAD, 0)));
    assertInstanceOf(Frame.Damaged.class, Frame.read(other, Frame.ofAbsent(KEY, 0)));
  }

  @Test
  void read_anyByteChanged_isNeverAnotherValue() {
    byte[] frame = stamped(Frame.ofValue(KEY, PAYLOAD, 5));
    for (int i = 0; i < frame.length; i++) {
      byte[] changed = frame.clone();
      changed[i] ^= 0x40;
      if (Frame.read(KEY, changed) instanceof Frame.Value value) {
        assertArrayEquals(PAYLOAD, value.payload(), "changed byte " + i);
      }
    }
  }

  @Test
  void read_anyTruncation_isNoValue() {
    byte[] frame = stamped(Frame.ofValue(KEY, PAYLOAD, 5));
    for (int length = 0; length < frame.length; length++) {
      Frame read = Frame.read(KEY, Arrays.copyOf(frame, length));

      assertEquals(false, read instanceof Frame.Value, "length " + length);
    }
  }

  /** As the server does: the times change and the check sum still holds. */
  private static byte[] stamped(byte[] frame) {
    EntryHeader.number(frame, EntryHeader.SOFT_EXPIRY, 1234);
    EntryHeader.number(frame, EntryHeader.HARD_EXPIRY, 5678);
    EntryHeader.number(frame, EntryHeader.STAMP, 99);
    return frame;
  }
}
