package dev.aside.cache;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The load that the current thread runs for, and the loads that wait for it, so that a loader that
 * asks for its own key is told so instead of waiting for itself. Immutable.
 */
final class LoadScope {
  private static final ThreadLocal<@Nullable LoadScope> CURRENT = new ThreadLocal<>();

  private final Collection<? extends Flight<?, ?>> flights;

  private LoadScope(Collection<? extends Flight<?, ?>> flights) {
    this.flights = flights;
  }

  static @Nullable LoadScope current() {
    return CURRENT.get();
  }

  static void enter(Collection<? extends Flight<?, ?>> flights) {
    CURRENT.set(new LoadScope(flights));
  }

  static void leave() {
    CURRENT.remove();
  }

  /**
   * Whether the end of {@code flight} waits for a load, directly or through others.
   *
   * @param scope of that load; null: there is none
   */
  static boolean isWaitedForBy(@Nullable LoadScope scope, Flight<?, ?> flight) {
    return reaches(scope, flight);
  }

  /** Loads only wait for loads begun later, so that the way up is finite. */
  private static boolean reaches(@Nullable LoadScope scope, Flight<?, ?> target) {
    if (scope == null) {
      return false;
    }
    for (Flight<?, ?> flight : scope.flights) {
      if (flight == target || reaches(flight.startedIn, target)) {
        return true;
      }
    }
    return false;
  }
}
