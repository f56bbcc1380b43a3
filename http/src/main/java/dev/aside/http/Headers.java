package dev.aside.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message, in their order, with names that are compared without regard to case (RFC
 * 9110 section 5.1). Immutable.
 */
public final class Headers {
  private static final Headers NONE = new Headers(new String[0], new String[0]);

  private final String[] names;
  private final String[] values;

  private Headers(String[] names, String[] values) {
    this.names = names;
    this.values = values;
  }

  /** No fields. */
  public static Headers none() {
    return NONE;
  }

  /**
   * Fields from names and values in turn.
   *
   * @throws IllegalArgumentException if the last name has no value
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("namesAndValues: odd (expected: a value for each name)");
    }
    Builder builder = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** Collects fields. */
  public static Builder builder() {
    return new Builder();
  }

  /** The value of the first field of this name; null if there is none. */
  public @Nullable String first(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(name)) {
        return values[i];
      }
    }
    return null;
  }

  /** The values of all fields of this name, in their order. */
  public List<String> all(String name) {
    List<String> found = new ArrayList<>(1);
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(name)) {
        found.add(values[i]);
      }
    }
    return found;
  }

  /** Whether there is a field of this name. */
  public boolean contains(String name) {
    return first(name) != null;
  }

  /** How many fields there are. */
  public int size() {
    return names.length;
  }

  /** Gives each name and value, in their order. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  /** These fields with one of this name and value in place of all of this name. */
  public Headers with(String name, String value) {
    return without(Set.of(lower(name))).plus(name, value);
  }

  /** These fields and one more. */
  public Headers plus(String name, String value) {
    return builder().addAll(this).add(name, value).build();
  }

  /** These fields without those of this name. */
  public Headers without(String name) {
    return contains(name) ? without(Set.of(lower(name))) : this;
  }

  /** These fields without those of these names, which are in lower case. */
  Headers without(Set<String> lowerNames) {
    Builder kept = builder();
    forEach(
        (name, value) -> {
          if (!lowerNames.contains(lower(name))) {
            kept.add(name, value);
          }
        });
    return kept.build();
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The names alone: values may be secret. */
  @Override
  public String toString() {
    return String.join(", ", names);
  }

  /** Collects fields. Confined to its user. */
  public static final class Builder {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private Builder() {}

    /** One field more. */
    public Builder add(String name, String value) {
      names.add(name);
      values.add(value);
      return this;
    }

    /** All of {@code headers}, after those that are here. */
    public Builder addAll(Headers headers) {
      headers.forEach(this::add);
      return this;
    }

    /** The fields. */
    public Headers build() {
      return names.isEmpty()
          ? NONE
          : new Headers(names.toArray(String[]::new), values.toArray(String[]::new));
    }
  }
}
