package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebSocketFramesTest {
  @Test
  void text_isOneFinalFrameWithoutMask() {
    assertArrayEquals(new byte[] {(byte) 0x81, 2, 'h', 'i'}, frame(new byte[] {'h', 'i'}, true));
    assertArrayEquals(new byte[] {(byte) 0x82, 1, 7}, frame(new byte[] {7}, false));
    assertArrayEquals(new byte[] {(byte) 0x81, 0}, frame(new byte[0], true));
  }

  @ParameterizedTest
  @CsvSource({"125, 2, 125", "126, 4, 126", "65535, 4, 126", "65536, 10, 127", "70000, 10, 127"})
  void length_isWrittenInTheShortestWay(int length, int head, int mark) {
    byte[] frame = frame(new byte[length], false);

    assertEquals(head + length, frame.length);
    assertEquals(mark, frame[1]);
    if (mark == 126) {
      assertEquals(length, ByteBuffer.wrap(frame).getShort(2) & 0xFFFF);
    } else if (mark == 127) {
      assertEquals(length, ByteBuffer.wrap(frame).getLong(2));
    }
  }

  private static byte[] frame(byte[] payload, boolean isText) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WebSocketFrames.append(out, payload, isText);
    return out.toByteArray();
  }
}
