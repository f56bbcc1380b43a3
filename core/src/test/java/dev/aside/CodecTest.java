package dev.aside;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CodecTest {

  /** What a service would cache. */
  public record Person(long id, String name, Instant since, List<String> tags) {}

  private static final Person ADA =
      new Person(1, "আদা \"Ada\" 🐦", Instant.parse("2026-11-23T10:15:30Z"), List.of("a", "b"));

  @Test
  void json_valueOfItsType_comesBackEqual() {
    Codec<Person> codec = Codec.json(Person.class);

    assertEquals(ADA, codec.decode(codec.encode(ADA)));
  }

  @Test
  void json_text_isReadableByAnyClient() {
    Codec<Person> codec = Codec.json(Person.class);

    String json = new String(codec.encode(ADA), StandardCharsets.UTF_8);

    assertEquals(
        "{\"id\":1,\"name\":\"আদা \\\"Ada\\\" 🐦\",\"since\":\"2026-11-23T10:15:30Z\","
            + "\"tags\":[\"a\",\"b\"]}",
        json);
  }

  @Test
  void json_fieldOfANewerVersion_isIgnored() {
    Codec<Person> codec = Codec.json(Person.class);

    Person person = codec.decode("{\"id\":7,\"name\":\"x\",\"colour\":\"red\"}".getBytes(UTF_8));

    assertEquals(7, person.id());
  }

  @Test
  void json_classNameInTheBytes_choosesNoClass() {
    Codec<Object> codec = Codec.json(Object.class);

    Object decoded = codec.decode("{\"@class\":\"java.io.File\",\"path\":\"/\"}".getBytes(UTF_8));

    assertEquals("java.util.LinkedHashMap", decoded.getClass().getName());
  }

  @Test
  void json_trailingBytes_areAnError() {
    Codec<Integer> codec = Codec.json(Integer.class);

    assertThrows(RuntimeException.class, () -> codec.decode("1 2".getBytes(UTF_8)));
  }

  @Test
  void utf8_text_isItsBytes() {
    assertArrayEquals("বাংলা 🐦".getBytes(UTF_8), Codec.utf8().encode("বাংলা 🐦"));
    assertEquals("বাংলা 🐦", Codec.utf8().decode("বাংলা 🐦".getBytes(UTF_8)));
  }

  @Test
  void utf8_malformedInput_isAnErrorNotAQuestionMark() {
    assertThrows(IllegalArgumentException.class, () -> Codec.utf8().encode("\uD800"));
    assertThrows(
        IllegalArgumentException.class, () -> Codec.utf8().decode(new byte[] {(byte) 0xC3}));
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;
}
