package dev.aside.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The bytes of one value and where they came from. Immutable, apart from the shared bytes. */
public final class RawAnswer {

  /** Where an answer came from. */
  public enum Source {
    /** A copy in this process. */
    LOCAL,
    /** The shared level. */
    REMOTE,
    /** The loader, called for this answer. */
    LOADED,
    /** The loader, called for another caller at the same time. */
    COLLAPSED
  }

  private final byte @Nullable [] bytes;
  private final Source source;
  private final boolean stored;
  private final @Nullable Duration staleAge;

  RawAnswer(byte @Nullable [] bytes, Source source, boolean stored, @Nullable Duration staleAge) {
    this.bytes = bytes;
    this.source = source;
    this.stored = stored;
    this.staleAge = staleAge;
  }

  /** The bytes as the codec wrote them, not to be changed; null if the source has no such key. */
  public byte @Nullable [] bytes() {
    return bytes;
  }

  /** Where the answer came from. */
  public Source source() {
    return source;
  }

  /** Whether its time was over when it was served, because the settings allow it. */
  public boolean isStale() {
    return staleAge != null;
  }

  /** How long ago it was stored, if {@link #isStale}; else null. */
  public @Nullable Duration staleAge() {
    return staleAge;
  }

  /** Whether a loaded answer has been stored in the shared level; false for answers found there. */
  public boolean stored() {
    return stored;
  }
}
