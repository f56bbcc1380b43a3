package dev.aside;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImmutableTypesTest {
  record Point(int x, int y) {}

  record Line(Point from, Point to, String name, Instant since, BigDecimal length) {}

  record Node(String name, @Nullable Node next) {}

  sealed interface Shape permits Circle, Square {}

  record Circle(Point centre, double radius) implements Shape {}

  record Square(Point corner, double side) implements Shape {}

  record Tagged(String name, List<String> tags) {}

  record Photo(String name, byte[] bytes) {}

  record Box<T>(T content) {}

  record Deep(Point point, Tagged tagged) {}

  sealed interface Open permits Circle2, Anything {}

  record Circle2(double radius) implements Open {}

  static non-sealed class Anything implements Open {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        String.class,
        Integer.class,
        long.class,
        UUID.class,
        Instant.class,
        DayOfWeek.class,
        Point.class,
        Line.class,
        Node.class,
        Shape.class
      })
  void contains_typesNobodyCanChange(Class<?> type) {
    assertTrue(ImmutableTypes.contains(type));
    assertTrue(Codec.json(type).isImmutable());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Object.class,
        Date.class,
        List.class,
        Map.class,
        byte[].class,
        StringBuilder.class,
        Number.class,
        Tagged.class,
        Photo.class,
        Box.class,
        Deep.class,
        Open.class
      })
  void contains_othersAreNotTakenForSuch(Class<?> type) {
    assertFalse(ImmutableTypes.contains(type));
  }
}
