package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Codec;
import dev.aside.spi.Lifetime;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed payloads, and what a stranger may write in their place. */
final class PackingTest {
  private static final byte[] KEY = "user:42".getBytes(StandardCharsets.UTF_8);
  private static final int MAX_BYTES = 1 << 20;
  private static final Lifetime LIFE = new Lifetime(1_000, 5_000, 6_000, 0);
  private static final byte[] TEXT =
      "{\"name\":\"Ada\",\"city\":\"London\"},".repeat(500).getBytes(StandardCharsets.UTF_8);

  private final Framing packing = framing(Compression.lz4());
  private final Framing plain = framing(null);

  @Test
  void value_compressible_isSmallerAndReadByAll() {
    byte[] frame = frame(packing, TEXT);

    assertTrue(frame.length < TEXT.length / 4, "length " + frame.length);
    assertArrayEquals(TEXT, payload(packing.read(KEY, frame)).bytes());
    assertArrayEquals(TEXT, payload(plain.read(KEY, frame)).bytes(), "without the setting");
  }

  @Test
  void value_incompressible_isStoredAsItIs() {
    byte[] noise = new byte[10_000];
    new Random(42).nextBytes(noise);

    assertArrayEquals(frame(plain, noise), frame(packing, noise));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 1_023})
  void value_belowTheThreshold_isStoredAsItIs(int length) {
    byte[] zeros = new byte[length];

    assertArrayEquals(frame(plain, zeros), frame(packing, zeros));
  }

  @Test
  void from_lowerThreshold_compressesSmallerValues() {
    byte[] zeros = new byte[64];

    assertTrue(
        frame(framing(Compression.lz4().from(64)), zeros).length < frame(plain, zeros).length);
    assertThrows(IllegalArgumentException.class, () -> Compression.lz4().from(63));
  }

  @Test
  void value_manyLengths_comeBackEqual() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(20_000)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) "abcabcabd".charAt(random.nextInt(9));
      }
      assertArrayEquals(bytes, payload(plain.read(KEY, frame(packing, bytes))).bytes());
    }
  }

  @Test
  void read_saysToBeLargerThanAllowed_isDamagedBeforeMemoryIsSetAside() {
    Framing small = new Framing(0, new Packing(null, TEXT.length - 1), Seal.checkSum());
    byte[] frame = frame(packing, TEXT);
    assertInstanceOf(Frame.Damaged.class, small.read(KEY, frame));

    for (int length : new int[] {-1, Integer.MIN_VALUE, MAX_BYTES + 1, Integer.MAX_VALUE}) {
      assertInstanceOf(Frame.Damaged.class, plain.read(KEY, saying(length)), "length " + length);
    }
  }

  @Test
  void read_saysToBeLargerThanItsBlockCanHold_isDamaged() {
    byte[] bomb = frame(packing, new byte[2_000]);
    FrameLayout.int32(bomb, FrameLayout.mark(0) + 1, MAX_BYTES);

    assertInstanceOf(Frame.Damaged.class, plain.read(KEY, FrameLayout.seal(bomb)));
  }

  @Test
  void bytes_blockThatInflatesToAnotherLength_isAnErrorAndNoValue() {
    for (int length : new int[] {0, 1, TEXT.length - 1, TEXT.length + 1}) {
      Payload payload = payload(plain.read(KEY, saying(length)));

      assertThrows(RuntimeException.class, payload::bytes, "length " + length);
    }
  }

  @Test
  void bytes_anyByteOfTheBlockChanged_isAnErrorOrOfTheSameLength() {
    byte[] frame = frame(packing, TEXT);
    for (int i = FrameLayout.mark(0) + Packing.HEADER_SIZE; i < frame.length - 4; i++) {
      byte[] changed = frame.clone();
      changed[i] ^= 0x41;
      Payload payload = payload(plain.read(KEY, FrameLayout.seal(changed)));
      try {
        assertEquals(TEXT.length, payload.bytes().length);
      } catch (RuntimeException e) {
        assertNotNull(e);
      }
    }
  }

  @Test
  void read_unknownAlgorithm_isNewer() {
    byte[] frame = frame(packing, TEXT);
    frame[FrameLayout.mark(0)] = 9;

    assertEquals(new Frame.Newer(Frame.Form.EXTENSION), plain.read(KEY, FrameLayout.seal(frame)));
  }

  @Test
  void read_packedPayloadWithoutItsHeader_isDamaged() {
    byte[] frame = frame(plain, new byte[4]);
    frame[3] = FrameLayout.FLAG_PACKED;

    assertInstanceOf(Frame.Damaged.class, plain.read(KEY, FrameLayout.seal(frame)));
  }

  @Test
  void answer_packed_isUnpackedForCodecAndForBytes() {
    Answer<String> answer = Answer.ofStored(payload(plain.read(KEY, frame(packing, TEXT))));

    Values<String> values = new Values<>(Codec.utf8(), /* shared= */ true);
    assertArrayEquals(TEXT, answer.bytes(values));
    assertEquals(new String(TEXT, StandardCharsets.UTF_8), answer.value(values));
    assertFalse(answer.isAbsent());
  }

  private static Framing framing(@Nullable Compression compression) {
    return new Framing(0, new Packing(compression, MAX_BYTES), Seal.checkSum());
  }

  private static byte[] frame(Framing framing, byte[] payload) {
    return framing.value(KEY, framing.pack(payload), 0, Stamps.NONE, null, LIFE);
  }

  /** A whole frame whose payload is said to have another length when inflated. */
  private byte[] saying(int length) {
    byte[] frame = frame(packing, TEXT);
    FrameLayout.int32(frame, FrameLayout.mark(0) + 1, length);
    return FrameLayout.seal(frame);
  }

  private static Payload payload(Frame frame) {
    Payload payload = assertInstanceOf(Frame.Stored.class, frame).payload();
    assertNotNull(payload);
    return payload;
  }
}
