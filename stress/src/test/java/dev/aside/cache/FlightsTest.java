package dev.aside.cache;

import dev.aside.stress.Interleavings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Which flight of a key is found, may be joined and hears of changes, whatever callers, the I/O
 * thread and invalidations do at once: each outcome of {@link Flights} is one of a plain list.
 */
final class FlightsTest {

  @Test
  void flights_interleavingsOneByOne_areThoseOfAList() {
    Interleavings.oneByOne(OneKey.class, ListOfFlights.class);
  }

  @Test
  void flights_threadsAtOnce_areThoseOfAList() {
    Interleavings.atOnce(OneKey.class, ListOfFlights.class);
  }

  /** {@link Flights}, one key; each thread leads flights of its own. Flights are told by number. */
  @Param(name = "caller", gen = ThreadIdGen.class)
  public static class OneKey {
    private static final int MAX_THREADS = 8;

    private final Flights<String, String> flights =
        new Flights<>(
            new Counters(),
            new KeyNames<>("", "v", KeyType.of(String.class), KeyDigest.ofLongKeys()));

    private final List<@Nullable Flight<String, String>> led = new ArrayList<>();

    /** Nothing has been led. */
    public OneKey() {
      for (int i = 0; i < MAX_THREADS; i++) {
        led.add(null);
      }
    }

    /** The caller leads a new flight; the number of the one that it has superseded, or 0. */
    @Operation
    public int lead(@Param(name = "caller") int caller) {
      Flight<String, String> mine =
          new Flight<>("k", number(caller), k -> Map.of(), Freshness.NORMAL);
      Flight<String, String> current;
      do {
        current = flights.find("k");
        mine.begin(StillTime.INSTANCE, 1, current);
      } while (!flights.replace(current, mine));
      led.set(caller, mine);
      return numberOf(current);
    }

    private byte[] number(int caller) {
      Flight<String, String> last = led.get(caller);
      return new byte[] {(byte) (last == null ? 10 * caller + 1 : numberOf(last) + 1)};
    }

    /** The flight that can be joined, as nothing has changed since it began. */
    @Operation
    public int joinable() {
      Flight<String, String> current = flights.find("k");
      return (current == null || current.changes() != 0) ? 0 : numberOf(current);
    }

    /** Whether the caller's last flight hears of changes. */
    @Operation
    public boolean hears(@Param(name = "caller") int caller) {
      Flight<String, String> mine = led.get(caller);
      return mine != null && flights.hears(mine);
    }

    /** A change is announced. */
    @Operation
    public void changed() {
      flights.changed("k");
    }

    /** This process invalidates. */
    @Operation
    public void kill() {
      flights.kill("k");
    }

    /** The caller's last flight ends. */
    @Operation
    public void end(@Param(name = "caller") int caller) {
      Flight<String, String> mine = led.get(caller);
      if (mine != null) {
        flights.end(mine);
        mine.stored.complete(false);
      }
    }

    private static int numberOf(@Nullable Flight<String, String> flight) {
      return (flight == null) ? 0 : flight.name[0];
    }
  }

  /** The same, one thing after the other. Confined to one thread. */
  public static class ListOfFlights {
    private static final int MAX_THREADS = 8;

    /** The newest first. */
    private final List<Numbered> found = new ArrayList<>();

    private final int[] led = new int[MAX_THREADS];

    private static final class Numbered {
      final int number;
      boolean changed;

      Numbered(int number) {
        this.number = number;
      }
    }

    /** A new one comes first. */
    public int lead(int caller) {
      int before = found.isEmpty() ? 0 : found.get(0).number;
      led[caller] = (led[caller] == 0) ? 10 * caller + 1 : led[caller] + 1;
      found.add(0, new Numbered(led[caller]));
      return before;
    }

    /** The first, unless it has changed. */
    public int joinable() {
      return (found.isEmpty() || found.get(0).changed) ? 0 : found.get(0).number;
    }

    /** Whether it is in the list. */
    public boolean hears(int caller) {
      return found.stream().anyMatch(each -> each.number == led[caller]);
    }

    /** All are marked. */
    public void changed() {
      found.forEach(each -> each.changed = true);
    }

    /** The list is empty. */
    public void kill() {
      found.clear();
    }

    /** The first takes those that it has superseded with it; another goes alone. */
    public void end(int caller) {
      if (!found.isEmpty() && found.get(0).number == led[caller]) {
        found.clear();
      } else {
        found.removeIf(each -> each.number == led[caller]);
      }
    }
  }
}
