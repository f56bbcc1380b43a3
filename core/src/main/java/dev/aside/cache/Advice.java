package dev.aside.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is allowed and yet will not do what was meant: said once, as warnings, when a cache is
 * built. What cannot work at all is refused.
 */
final class Advice {
  private static final Duration SHORT = Duration.ofSeconds(1);

  private Advice() {}

  /**
   * Refuses settings that contradict each other.
   *
   * @throws IllegalArgumentException with a message {@code name: value (expected: rule)}
   */
  static void refuse(CacheBuilder<?, ?> from) {
    Duration soft = from.softLoadTimeout;
    if (soft != null && soft.compareTo(from.loadTimeout) >= 0) {
      throw new IllegalArgumentException(
          "softLoadTimeout: "
              + soft
              + " (expected: less than loadTimeout, "
              + from.loadTimeout
              + ")");
    }
    if (from.layout == Layout.PLAIN) {
      refuse("staleWhileRevalidate", !from.staleWhileRevalidate.isZero());
      refuse("staleIfError", !from.staleIfError.isZero());
      refuse("tags", from.tagger != null);
      refuse("version", from.versions != null);
      refuse("holdOff", !from.holdOff.isZero());
      refuse("schema", from.schema != 0);
      refuse("compression", from.compression != null);
      refuse("signingKeys", from.signingKeys != null);
    }
  }

  private static void refuse(String setting, boolean isSet) {
    if (isSet) {
      throw new IllegalArgumentException(
          setting + ": set (expected: not set, with layout PLAIN, which has no place for it)");
    }
  }

  /** Warnings for an operator or developer; empty if all is well. */
  static List<String> of(CacheBuilder<?, ?> from) {
    List<String> advice = new ArrayList<>();
    // While a value may be served at once, nobody waits for its load.
    if (from.softLoadTimeout != null
        && from.staleIfError.compareTo(from.staleWhileRevalidate) <= 0) {
      advice.add(
          "softLoadTimeout has no effect unless staleIfError is longer than staleWhileRevalidate,"
              + " as there is never a stale value to serve to those who wait");
    }
    if (from.local != null && from.local.ttl().compareTo(from.ttl) > 0) {
      if (from.isLocalChosen) {
        advice.add("local.ttl is longer than ttl; copies live no longer than their entries");
      }
    }
    if (from.absentTtl.compareTo(from.ttl) > 0) {
      advice.add("absentTtl is longer than ttl: absences outlive values");
    }
    if (from.ttl.compareTo(from.loadTimeout) < 0 && from.ttl.compareTo(SHORT) < 0) {
      advice.add("ttl is below one second and shorter than loadTimeout: most reads will load");
    }
    if (from.intentTtl.compareTo(from.loadTimeout) < 0) {
      advice.add("intentTtl is shorter than loadTimeout: a slow transaction loses its protection");
    }
    if (!from.holdOff.isZero() && from.holdOff.compareTo(from.ttl) > 0) {
      advice.add("holdOff is longer than ttl: after an invalidation nothing is cached for long");
    }
    return advice;
  }
}
