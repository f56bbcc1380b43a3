package dev.aside.cache;

import java.math.BigInteger;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How keys of one type are written as text and read back: only types whose text is one for one with
 * their values. Immutable.
 */
final class KeyType<K> {
  private final Function<? super K, @Nullable String> tenant;
  private final Function<? super K, String> write;
  private final BiFunction<String, String, ? extends K> read;
  private final boolean ofTenants;

  private KeyType(
      Function<? super K, @Nullable String> tenant,
      Function<? super K, String> write,
      BiFunction<String, String, ? extends K> read,
      boolean ofTenants) {
    this.tenant = tenant;
    this.write = write;
    this.read = read;
    this.ofTenants = ofTenants;
  }

  static <K> KeyType<K> of(Class<K> type) {
    Function<String, Object> reader = reader(type);
    return new KeyType<>(
        key -> null,
        type.isEnum() ? key -> ((Enum<?>) key).name() : Object::toString,
        (tenant, text) -> type.cast(reader.apply(text)),
        /* ofTenants= */ false);
  }

  /** The same keys, each with its tenant. */
  static <K> KeyType<TenantKey<K>> ofTenants(KeyType<K> type) {
    return new KeyType<>(
        TenantKey::tenant,
        key -> type.write.apply(key.key()),
        (tenant, text) -> new TenantKey<>(tenant, type.read.apply(tenant, text)),
        /* ofTenants= */ true);
  }

  boolean isOfTenants() {
    return ofTenants;
  }

  /** Whose {@code key} is; null if keys have no tenants. */
  @Nullable String tenant(K key) {
    return tenant.apply(key);
  }

  private static Function<String, Object> reader(Class<?> type) {
    if (type.isEnum()) {
      return text -> constant(type, text);
    }
    return switch (type.getName()) {
      case "java.lang.String" -> text -> text;
      case "java.lang.Long" -> Long::valueOf;
      case "java.lang.Integer" -> Integer::valueOf;
      case "java.lang.Short" -> Short::valueOf;
      case "java.lang.Byte" -> Byte::valueOf;
      case "java.lang.Boolean" -> Boolean::valueOf;
      case "java.lang.Character" -> text -> text.charAt(0);
      case "java.math.BigInteger" -> BigInteger::new;
      case "java.util.UUID" -> UUID::fromString;
      default ->
          throw new IllegalArgumentException(
              "keyType: "
                  + type.getName()
                  + " (expected: String, a whole number, UUID, Boolean, Character or an enum)");
    };
  }

  private static Object constant(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("key: " + name + " (expected: a constant of the enum)");
  }

  String write(K key) {
    return write.apply(key);
  }

  /** The key that is written so; null if none is, as names may be made by anybody. */
  @Nullable K read(String tenant, String text) {
    try {
      return read.apply(tenant, text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null;
    }
  }
}
