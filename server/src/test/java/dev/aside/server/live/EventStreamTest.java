package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.topic.Gap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventStreamTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'hello' | 'data: hello;;'",
        "'' | 'data: ;;'",
        "'a;b' | 'data: a;data: b;;'",
        "'a,;b' | 'data: a;data: b;;'",
        "'a,b' | 'data: a;data: b;;'",
        "';' | 'data: ;data: ;;'",
        "'a;;' | 'data: a;data: ;data: ;;'",
        "'a,,;' | 'data: a;data: ;data: ;;'",
        "' b: c' | 'data:  b: c;;'",
        "'শুভ' | 'data: শুভ;;'",
      })
  void text_hasALineOfDataForEachLine(String message, String event) {
    byte[] payload = written(message).getBytes(StandardCharsets.UTF_8);

    assertEquals(written(event), event(payload, true));
  }

  @Test
  void bytes_areBase64() {
    assertEquals("event: binary\ndata: /wA=\n\n", event(new byte[] {-1, 0}, false));
  }

  @Test
  void gap_isAnEventOfItsOwn() {
    assertEquals("event: gap\ndata: reconnected\n\n", text(EventStream.gap(Gap.RECONNECTED)));
    assertEquals("retry: 2000\n\n", text(EventStream.hello()));
  }

  /** In the table above {@code ;} stands for a line feed and {@code ,} for a carriage return. */
  private static String written(String text) {
    return text.replace(';', '\n').replace(',', '\r');
  }

  private static String event(byte[] payload, boolean isText) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventStream.append(out, payload, isText);
    return text(out.toByteArray());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
