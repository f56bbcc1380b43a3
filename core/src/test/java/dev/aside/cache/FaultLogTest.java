package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Codec;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultLogTest {
  private static final Logger LOGGER = Logger.getLogger("dev.aside.cache");

  private final List<String> lines = new ArrayList<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(MessageFormat.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(recorder);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(recorder);
  }

  @Test
  void warn_sameKindAgain_isSaidOnceUntilForgotten() {
    FaultLog log = new FaultLog("user");
    log.warn("it failed", new IllegalStateException("one"));
    log.warn("it failed", new IllegalStateException("two"));
    assertEquals(1, lines.size());

    log.forget();
    log.warn("it failed", new IllegalStateException("three"));

    assertEquals(2, lines.size());
    assertTrue(
        lines.get(1).contains("user: it failed (IllegalStateException: three)"), lines::toString);
  }

  @Test
  void warnOfCodec_messageHoldsAPieceOfTheValue_isNotSaid() {
    FaultLog log = new FaultLog("user");
    byte[] stored = "\"secret-value-of-a-person\"".getBytes(StandardCharsets.UTF_8);
    try {
      Codec.json(Integer.class).decode(stored);
    } catch (RuntimeException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("secret-value"), "the test is of use");
      log.warnOfCodec("it could not be decoded", e);
    }

    assertEquals(1, lines.size());
    assertFalse(lines.get(0).contains("secret-value"), lines::toString);
  }

  @Test
  void silence_laterFaults_areNotSaid() {
    FaultLog log = new FaultLog("user");
    log.silence();

    log.warn("it failed");

    assertEquals(List.of(), lines);
  }
}
