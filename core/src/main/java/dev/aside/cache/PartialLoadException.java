package dev.aside.cache;

import java.util.Map;

/**
 * For a {@link BatchLoader} to throw when it could load some of its keys and not others: those who
 * asked for the others get their failures, as the cause of a {@link dev.aside.LoadException}, and
 * everybody else gets an answer. A key in neither map does not exist in the source.
 */
public final class PartialLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Map<?, ?> values;
  private final transient Map<?, ? extends Throwable> failures;

  /**
   * Of what was loaded and what was not.
   *
   * @param values as {@link BatchLoader#loadAll} would have returned them
   * @param failures why, by key; at least one
   */
  public PartialLoadException(Map<?, ?> values, Map<?, ? extends Throwable> failures) {
    super(failures.size() + " of " + (values.size() + failures.size()) + " keys were not loaded");
    if (failures.isEmpty()) {
      throw new IllegalArgumentException("failures: none (expected: at least one)");
    }
    this.values = Map.copyOf(values);
    this.failures = Map.copyOf(failures);
  }

  /** What was loaded, by key. */
  public Map<?, ?> values() {
    return values;
  }

  /** What was not, by key. */
  public Map<?, ? extends Throwable> failures() {
    return failures;
  }
}
