package dev.aside.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntityTagsTest {
  @Test
  void tag_dependsOnContentAlone() {
    assertEquals(EntityTags.of(new byte[] {1, 2}), EntityTags.of(new byte[] {1, 2}));
    assertNotEquals(EntityTags.of(new byte[] {1, 2}), EntityTags.of(new byte[] {1, 3}));
    assertTrue(EntityTags.of(new byte[0]).matches("\"[A-Za-z0-9_-]{22}\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\" , \"c\"", "*", " \"a\" "})
  void match_named(String field) {
    assertTrue(EntityTags.match(List.of(field), "\"a\""), field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "\"b\"", "\"A\"", "\"ab\"", "x\"a\"", "\"b\" \"a\"", "\"b, \"a\""})
  void match_notNamed(String field) {
    assertFalse(EntityTags.match(List.of(field), "\"a\""), field);
  }

  @Test
  void match_inASecondField() {
    assertTrue(EntityTags.match(List.of("\"b\"", "\"a\""), "\"a\""));
    assertFalse(EntityTags.match(List.of(), "\"a\""));
  }
}
