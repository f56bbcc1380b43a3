package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.TimeSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FlightTest {

  @Test
  void predecessor_thoseThatHaveEnded_areSkipped() {
    Flight<String, String> first = flight(null);
    Flight<String, String> second = flight(first);
    Flight<String, String> third = flight(second);

    assertSame(second, third.predecessor());
    second.stored.complete(true);
    assertSame(first, third.predecessor());
    first.stored.complete(true);
    assertNull(third.predecessor());
  }

  @Test
  void begin_keyThatIsNeverWithoutAFlight_holdsOnToFewOfThem() {
    Flight<String, String> newest = flight(null);
    for (int i = 0; i < 10_000; i++) {
      Flight<String, String> earlier = newest;
      newest = flight(earlier);
      earlier.stored.complete(true);
    }

    assertTrue(newest.links() <= 2, "links: " + newest.links());
  }

  @Test
  void ageNanos_sharedThroughManyOthers_isThatOfTheLoad() {
    TimeSource time = TimeSource.system();
    Flight<String, String> first = flight(null);
    Flight<String, String> second = flight(first);
    Flight<String, String> newest = second;
    for (int i = 0; i < 100_000; i++) {
      Flight<String, String> earlier = newest;
      newest = flight(earlier);
      newest.bringsThatOf(earlier);
    }
    second.bringsThatOf(first); // later than all that share with it

    long age = first.ageNanos(time);
    assertTrue(newest.ageNanos(time) >= age, "as old as the first at least");
  }

  @Test
  void changed_isCountedAndTold() {
    Flight<String, String> flight = flight(null);
    int[] told = new int[1];
    flight.changed();
    flight.whenChanged(() -> told[0]++);

    flight.changed();

    assertEquals(2, flight.changes());
    assertEquals(1, told[0]);
  }

  private static Flight<String, String> flight(
      @org.jspecify.annotations.Nullable Flight<String, String> predecessor) {
    Flight<String, String> flight =
        new Flight<>("k", new byte[0], keys -> Map.of(), Freshness.NORMAL);
    flight.begin(TimeSource.system(), 1, predecessor);
    return flight;
  }
}
