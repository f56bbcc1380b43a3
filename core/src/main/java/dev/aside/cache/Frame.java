package dev.aside.cache;

import org.jspecify.annotations.Nullable;

/** What is found under a key at the server. */
sealed interface Frame {
  /** Nothing is stored. */
  record Nothing() implements Frame {}

  /**
   * A value, or the knowledge that the source has none.
   *
   * @param payload the value; null: the source has no such key
   * @param softExpiry until then it is fresh, in milliseconds of the server's clock
   * @param hardExpiry until then it may be served at all
   * @param stampMicros when it was stored, in microseconds of the server's clock
   * @param loadMillis how long its load took
   * @param version the source's version of it; 0: none
   * @param failures how many loads have failed in a row since, as far as is known
   * @param leaseId of the load that is to replace it, or of a back-off; null: none
   * @param leaseDeadline when that is over, in milliseconds of the server's clock
   * @param validator for the next load to ask whether the value has changed; null: none
   * @param stamps of its tags
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  record Stored(
      @Nullable Payload payload,
      long softExpiry,
      long hardExpiry,
      long stampMicros,
      long loadMillis,
      long version,
      int failures,
      byte @Nullable [] leaseId,
      long leaseDeadline,
      @Nullable String validator,
      Stamps stamps)
      implements Frame {}

  /** Somebody is loading or writing: no value now. {@code leaseId} is null for a writer. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  record Reserved(byte @Nullable [] leaseId) implements Frame {}

  /** A sound frame that was stored for another key: an answer to another question, or a copy. */
  record Misplaced() implements Frame {}

  /** A value in a form that this cache has left behind, to be replaced. */
  record Older(Form form) implements Frame {}

  /** A value in a form that this process does not know or cannot check, to be left alone. */
  record Newer(Form form) implements Frame {}

  /** Bytes in our format that fail their checks. */
  record Damaged() implements Frame {}

  /** Bytes in another format: another program's, or a newer version's. */
  record Foreign() implements Frame {}

  /** In what a value's form may differ from the one that a cache stores. */
  enum Form {
    /** The number of the schema. */
    SCHEMA,
    /** No signature, or one of a key that is not in use here. */
    SIGNATURE,
    /** Compressed, and there is nothing here to inflate it with. */
    COMPRESSION,
    /** Something that came after this version. */
    EXTENSION
  }
}
