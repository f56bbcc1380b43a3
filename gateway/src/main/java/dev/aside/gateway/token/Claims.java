package dev.aside.gateway.token;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The claims of a token whose signature is good, each read as its type or refused. Immutable. */
final class Claims {
  /** Further channels in one token; more: the token is refused. */
  static final int MAX_CHANNELS = 128;

  private final Map<String, Object> claims;

  Claims(Map<String, Object> claims) {
    this.claims = claims;
  }

  boolean has(String name) {
    return claims.get(name) != null;
  }

  /** Text; null: not there. */
  @Nullable String text(String name) {
    Object value = claims.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw TokenException.invalid(name + ": not text (expected: text)");
  }

  /** Seconds since 1970 (RFC 7519, section 2: NumericDate); 0: not there. */
  long seconds(String name) {
    Object value = claims.get(name);
    if (value == null) {
      return 0;
    }
    if (value instanceof Number number && number.doubleValue() >= 0) {
      return number.longValue();
    }
    throw TokenException.invalid(name + ": no time (expected: seconds since 1970)");
  }

  /** The audience: one, or several (RFC 7519, section 4.1.3). */
  List<String> audience() {
    Object value = claims.get("aud");
    return (value instanceof String one) ? List.of(one) : texts("aud", value);
  }

  List<String> channels() {
    List<String> channels = texts("channels", claims.get("channels"));
    if (channels.size() > MAX_CHANNELS) {
      throw TokenException.invalid(
          "channels: " + channels.size() + " (expected: at most " + MAX_CHANNELS + ")");
    }
    return channels;
  }

  /** What others see of the client: JSON in {@code info}, or encoded in {@code b64info}. */
  byte @Nullable [] info() {
    Object encoded = claims.get("b64info");
    if (encoded instanceof String text) {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw TokenException.invalid("b64info: not Base64 (expected: Base64)");
      }
    }
    Object info = claims.get("info");
    return (info == null) ? null : json(info);
  }

  private static byte[] json(Object value) {
    String wrapped = JSONObjectUtils.toJSONString(Map.of("v", value));
    return wrapped
        .substring("{\"v\":".length(), wrapped.length() - 1)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> texts(String name, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw TokenException.invalid(name + ": not a list of texts (expected: a list of texts)");
  }
}
