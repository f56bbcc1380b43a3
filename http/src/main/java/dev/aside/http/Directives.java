package dev.aside.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which of a response's fields says how it may be cached. Stateless. */
final class Directives {
  private Directives() {}

  /**
   * The directives for this cache: of the first targeted field that is there, not empty and
   * well-formed (RFC 9213 section 2.2), else of {@code Cache-Control}.
   */
  static Source of(Headers response, List<String> targetedFields) {
    for (String name : targetedFields) {
      List<String> lines = response.all(name);
      if (!lines.isEmpty()) {
        Map<String, Object> members = StructuredFields.dictionary(lines);
        if (members != null && !members.isEmpty()) {
          return new Source(targeted(members), /* targeted= */ true);
        }
      }
    }
    return new Source(CacheControl.parse(response.all("Cache-Control")), /* targeted= */ false);
  }

  /** Directives whose value is of another type than it should be are left out (section 2.1). */
  private static CacheControl targeted(Map<String, Object> members) {
    Map<String, String> directives = new HashMap<>();
    members.forEach(
        (name, value) -> {
          boolean needsSeconds =
              switch (name) {
                case "max-age", "s-maxage", "stale-while-revalidate", "stale-if-error" -> true;
                default -> false;
              };
          if (value instanceof Long seconds && seconds >= 0) {
            directives.put(name, String.valueOf(seconds));
          } else if (!needsSeconds && !Boolean.FALSE.equals(value)) {
            directives.put(name, (value instanceof StructuredFields.Text t) ? t.value() : "");
          }
        });
    return CacheControl.of(directives);
  }

  /**
   * What holds, and whether a targeted field says it, so that {@code Expires} is not looked at.
   * Immutable.
   */
  record Source(CacheControl control, boolean targeted) {}
}
