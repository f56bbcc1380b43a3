package dev.aside.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CommandDecoderTest {
  private static final int FUZZ_INPUTS = Integer.getInteger("aside.fuzz.inputs", 20_000);

  private static final List<String> SEEDS =
      List.of(
          "{\"id\":1,\"connect\":{\"token\":\"a.b.c\",\"subs\":{\"a\":{\"recover\":true}}}}",
          "{\"id\":2,\"subscribe\":{\"channel\":\"room:a\",\"recover\":true,\"offset\":9,\"flag\":1}}",
          "{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":{\"x\":[1,2.50,null,\"\\u00e9\"]}}}",
          "{\"id\":4,\"history\":{\"channel\":\"a\",\"limit\":-1,\"since\":{\"offset\":1}}}",
          "{\"id\":5,\"rpc\":{\"method\":\"m\",\"data\":1e400}}",
          "{\"send\":{\"data\":{}}}\n{}\n{\"id\":6,\"presence\":{\"channel\":\"a\"}}");

  @Test
  void decode_eachRequest_isRead() {
    List<Command> commands = decode(String.join("\n", SEEDS) + "\n");

    assertEquals(8, commands.size());
    Request.Connect connect = assertInstanceOf(Request.Connect.class, commands.get(0).request());
    assertEquals("a.b.c", connect.token());
    assertEquals(Map.of("a", new Request.Resume(true, "", 0)), connect.resume());
    Request.Subscribe subscribe =
        assertInstanceOf(Request.Subscribe.class, commands.get(1).request());
    assertEquals(new Request.Resume(true, "", 9), subscribe.resume());
    Request.Publish publish = assertInstanceOf(Request.Publish.class, commands.get(2).request());
    assertEquals("{\"x\":[1,2.50,null,\"é\"]}", text(publish.data()));
    assertEquals(-1, assertInstanceOf(Request.History.class, commands.get(3).request()).limit());
    assertEquals("1E+400", text(((Request.Rpc) commands.get(4).request()).data()));
    assertInstanceOf(Request.Pong.class, commands.get(6).request());
  }

  @Test
  void decode_unknownFields_areIgnored() {
    Command command =
        decode("{\"id\":1,\"new\":[{}],\"connect\":{\"dict\":5,\"token\":null}}").get(0);
    assertEquals("", ((Request.Connect) command.request()).token());
  }

  @Test
  void decode_whatIsNotOfTheProtocol_isRefused() {
    for (String frame :
        List.of(
            "",
            " \n ",
            "[]",
            "1",
            "{\"id\":1}",
            "{\"id\":-1,\"connect\":{}}",
            "{\"id\":4294967296,\"connect\":{}}",
            "{\"id\":1.5,\"connect\":{}}",
            "{\"id\":\"1\",\"connect\":{}}",
            "{\"connect\":{}}",
            "{\"id\":1,\"connect\":[]}",
            "{\"id\":1,\"subscribe\":{\"channel\":5}}",
            "{\"id\":1,\"subscribe\":{\"recover\":\"yes\"}}",
            "{\"id\":1,\"subscribe\":{\"offset\":-1}}",
            "{\"id\":1,\"subscribe\":{\"offset\":1e99}}",
            "{\"id\":1,\"connect\":{}} {}",
            "{\"id\":1,\"connect\":{}}\n\n{}",
            "{}\n".repeat(CommandDecoder.MAX_COMMANDS + 1),
            "{\"id\":1,\"rpc\":{\"data\":" + "[".repeat(500) + "]".repeat(500) + "}}",
            "{\"id\":1,\"rpc\":{\"data\":" + "9".repeat(500) + "}}")) {
      assertThrows(MalformedFrameException.class, () -> decode(frame), frame);
    }
  }

  /** Whatever comes: commands, or the one exception, and data that stays on one line. */
  @Test
  void decode_anyBytes_throwsNothingElse() {
    Random random = new Random(6);
    int read = 0;
    for (int i = 0; i < FUZZ_INPUTS; i++) {
      byte[] frame = mutated(random);
      try {
        for (Command command : CommandDecoder.decode(frame)) {
          if (command.request() instanceof Request.Publish publish && publish.data() != null) {
            assertTrue(text(publish.data()).indexOf('\n') < 0);
          }
        }
        read++;
      } catch (MalformedFrameException e) {
        assertTrue(String.valueOf(e.getMessage()).length() < 200);
      }
    }
    assertTrue(read > 0, "some must be readable, or it tries too little");
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
    byte[] other = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 2 -> bytes[at] = other[random.nextInt(other.length)];
        default -> {
          byte[] joined = Arrays.copyOf(bytes, at + other.length);
          System.arraycopy(other, 0, joined, at, other.length);
          bytes = joined;
        }
      }
    }
    return bytes;
  }

  private static List<Command> decode(String frame) {
    return CommandDecoder.decode(frame.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte @Nullable [] bytes) {
    assertNotNull(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
