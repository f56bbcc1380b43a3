package dev.aside.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FormTest {
  private static final String PAIRS = "application/x-www-form-urlencoded";

  @Test
  void pairs_keepEveryByte() {
    Form form = parse("msg=%00%FF+%2B&empty=&alone&msg=second&%E0%A6%95=x");

    assertArrayEquals(new byte[] {0, (byte) 0xFF, ' ', '+'}, form.bytes("msg"));
    assertNull(form.text("msg"));
    assertEquals("", form.text("empty"));
    assertEquals("", form.text("alone"));
    assertEquals("x", form.text("ক"));
    assertNull(form.text("none"));
  }

  @Test
  void pairs_notEncodedAtAll_areTakenAsTheyAre() {
    assertEquals("শুভ সকাল!", parse("msg=শুভ সকাল!").text("msg"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a=%", "a=%4", "a=%4x", "%FF=a", "a=1&%G0"})
  void pairs_malformed_areRefused(String body) {
    assertEquals(400, assertThrows(Refusal.class, () -> parse(body)).problem().status());
  }

  @Test
  void pairs_tooMany_areRefused() {
    StringBuilder body = new StringBuilder("a=1");
    for (int i = 0; i < Limits.MAX_FORM_FIELDS; i++) {
      body.append("&f").append(i).append("=1");
    }
    assertThrows(Refusal.class, () -> parse(body.toString()));
  }

  @Test
  void parts_areRead_filesAreLeftOut() {
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"msg\"\r\n\r\nশুভ\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nfile\r\n--b--\r\n";

    Form form = Form.parse("multipart/form-data; boundary=b", bytes(body));

    assertEquals("শুভ", form.text("msg"));
    assertNull(form.text("f"));
  }

  @Test
  void parts_withoutBoundary_areRefused() {
    byte[] body = bytes("--x\r\nhello");

    assertThrows(Refusal.class, () -> Form.parse("multipart/form-data", body));
    assertNull(Form.parse("multipart/form-data; boundary=b", body).bytes("msg"));
  }

  private static Form parse(String body) {
    return Form.parse(PAIRS, bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
