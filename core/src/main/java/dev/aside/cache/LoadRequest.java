package dev.aside.cache;

import dev.aside.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One key that a source is asked for, and what its loader says of it. Confined to its load. */
final class LoadRequest<K, V> implements LoadContext<V> {
  private static final int MAX_VALIDATOR_BYTES = 1_024;

  final K key;
  private final Codec<V> codec;
  private final Frame.@Nullable Stored previous;
  private final long nowMillis;
  private @Nullable V staleValue;
  private @Nullable Duration ttl;
  private @Nullable Set<String> tags;
  private @Nullable Long version;
  private @Nullable String validator;
  private boolean notModified;
  private boolean stored = true;

  LoadRequest(K key, Codec<V> codec, Frame.@Nullable Stored previous, long nowMillis) {
    this.key = key;
    this.codec = codec;
    this.previous = previous;
    this.nowMillis = nowMillis;
  }

  /** What the loader returned, with what it said. */
  Loaded<V> answered(@Nullable V value) {
    boolean confirmed = notModified && value != null;
    return new Loaded<>(value, null, ttl, tags, version, validator, confirmed, stored);
  }

  @Override
  public @Nullable V staleValue() {
    Payload payload = (previous == null) ? null : previous.payload();
    if (staleValue == null && payload != null) {
      try {
        staleValue = codec.decode(payload.bytes());
      } catch (RuntimeException undecodable) {
        return null; // of another version of the program: it is about to be replaced
      }
    }
    return staleValue;
  }

  @Override
  public @Nullable Duration staleAge() {
    return (previous == null || previous.payload() == null)
        ? null
        : Fallback.age(previous, nowMillis);
  }

  @Override
  public @Nullable String staleValidator() {
    return (previous == null) ? null : previous.validator();
  }

  @Override
  public long staleVersion() {
    return (previous == null) ? 0 : previous.version();
  }

  @Override
  public void validator(@Nullable String validator) {
    if (validator != null
        && validator.getBytes(StandardCharsets.UTF_8).length > MAX_VALIDATOR_BYTES) {
      throw new IllegalArgumentException(
          "validator: too long (expected: at most " + MAX_VALIDATOR_BYTES + " bytes of UTF-8)");
    }
    this.validator = validator;
  }

  @Override
  public void ttl(Duration ttl) {
    this.ttl = Settings.duration("ttl", ttl, Settings.MIN_TTL, Settings.MAX_TTL);
  }

  @Override
  public void tags(String... tags) {
    Set<String> checked = new LinkedHashSet<>(List.of(tags));
    TagNames.hashes(checked);
    this.tags = checked;
  }

  @Override
  public void version(long version) {
    this.version = Settings.number("version", version, 0, Settings.MAX_VERSION);
  }

  @Override
  public void doNotStore() {
    stored = false;
  }

  @Override
  public V notModified() {
    V value = staleValue();
    if (value == null) {
      throw new IllegalStateException(
          "notModified: no stale value (expected: staleValue() is not null)");
    }
    notModified = true;
    if (validator == null) {
      validator = staleValidator();
    }
    if (version == null) {
      version = staleVersion();
    }
    return value;
  }

  @Override
  public @Nullable V absent(Duration ttl) {
    Settings.duration("ttl", ttl, Duration.ZERO, Settings.MAX_ABSENT_TTL);
    if (ttl.isZero()) {
      stored = false;
    } else {
      this.ttl = ttl;
    }
    return null;
  }
}
