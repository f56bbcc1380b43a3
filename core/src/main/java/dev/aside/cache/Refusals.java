package dev.aside.cache;

/**
 * Counts and reports the stored entries that are no answer. An entry that anybody may write to is
 * never a reason to fail a caller. Thread-safe.
 */
final class Refusals {
  private final Counters counters;
  private final FaultLog faults;

  Refusals(Counters counters, FaultLog faults) {
    this.counters = counters;
    this.faults = faults;
  }

  /** Whether {@code frame} is to be removed, so that what is loaded can be stored in its place. */
  boolean isToBeReplaced(Frame frame) {
    if (frame instanceof Frame.Damaged) {
      counters.unreadable.increment();
      faults.warn("a stored entry is damaged; it is replaced");
      return true;
    }
    if (frame instanceof Frame.Older older) {
      if (older.form() == Frame.Form.SIGNATURE) {
        counters.unreadable.increment();
        faults.warn("a stored entry is not signed with a key that is in use; it is replaced");
        return true;
      }
      counters.otherForm.increment(); // to be expected while a new version is rolled out
      return true;
    }
    return false;
  }

  /**
   * Whether {@code frame} is to be left alone: it is another version's of this program, which would
   * replace in turn what we put in its place. The key is loaded, and not stored.
   */
  boolean isToBeLeftAlone(Frame frame) {
    if (frame instanceof Frame.Newer newer) {
      if (newer.form() == Frame.Form.SIGNATURE) {
        counters.unreadable.increment();
        faults.warn("a stored entry is signed with a key that is not known here; it is left alone");
        return true;
      }
      counters.otherForm.increment();
      if (newer.form() == Frame.Form.COMPRESSION) {
        faults.warn("values are compressed and lz4-java is not there; they are left alone");
      }
      return true;
    }
    return false;
  }
}
