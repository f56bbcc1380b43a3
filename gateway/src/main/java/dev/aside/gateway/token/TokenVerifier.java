package dev.aside.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import dev.aside.spi.TimeSource;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Verifies JSON Web Tokens (RFC 7519) by the rules of RFC 8725: the key decides the algorithm,
 * nothing in a header is fetched or followed, and {@code exp} is required. The claims are those of
 * the <a href="https://centrifugal.dev/docs/server/authentication">Centrifuge client protocol</a>.
 * Immutable, thread-safe.
 */
public final class TokenVerifier {
  /** A longer token is refused unread. */
  public static final int MAX_TOKEN_BYTES = 16 << 10;

  /** How far the clock of whoever makes the tokens may be off. */
  public static final Duration SKEW = Duration.ofSeconds(30);

  private final Map<@Nullable String, TokenKey> keys = new HashMap<>();
  private final @Nullable String issuer;
  private final @Nullable String audience;
  private final TimeSource time;

  private TokenVerifier(
      List<TokenKey> keys, @Nullable String issuer, @Nullable String audience, TimeSource time) {
    for (TokenKey key : keys) {
      if (this.keys.put(key.id(), key) != null) {
        throw new IllegalArgumentException(
            "keys: two with id " + key.id() + " (expected: one of each id, one without)");
      }
    }
    this.issuer = issuer;
    this.audience = audience;
    this.time = time;
  }

  /**
   * A verifier.
   *
   * @param keys at least one; ids differ
   * @param time its wall clock is compared with the times in tokens
   * @throws IllegalArgumentException if there is no key, or two have the same id
   */
  public static TokenVerifier of(List<TokenKey> keys, TimeSource time) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys: none (expected: at least one)");
    }
    return new TokenVerifier(keys, null, null, time);
  }

  /** This verifier, for tokens whose {@code iss} is {@code issuer}. */
  public TokenVerifier requireIssuer(String issuer) {
    return new TokenVerifier(List.copyOf(keys.values()), issuer, audience, time);
  }

  /** This verifier, for tokens whose {@code aud} is or holds {@code audience}. */
  public TokenVerifier requireAudience(String audience) {
    return new TokenVerifier(List.copyOf(keys.values()), issuer, audience, time);
  }

  /**
   * What {@code token} says of a connection.
   *
   * @throws TokenException if it is not accepted
   */
  public ConnectionToken connection(String token) {
    Claims claims = verified(token);
    if (claims.has("channel")) { // or a right to one channel would be a right to everything
      throw TokenException.invalid("channel: there (expected: a token of a connection)");
    }
    return new ConnectionToken(
        Objects.requireNonNullElse(claims.text("sub"), ""),
        expireAt(claims),
        claims.info(),
        claims.channels());
  }

  /**
   * What {@code token} says of a subscription.
   *
   * @throws TokenException if it is not accepted
   */
  public SubscriptionToken subscription(String token) {
    Claims claims = verified(token);
    String channel = claims.text("channel");
    if (channel == null || channel.isEmpty()) {
      throw TokenException.invalid("channel: missing (expected: a token of a subscription)");
    }
    return new SubscriptionToken(
        Objects.requireNonNullElse(claims.text("sub"), ""),
        channel,
        claims.text("client"),
        expireAt(claims),
        claims.info());
  }

  /**
   * {@code expire_at} may let the connection live on although the token does not: 0 is for ever.
   */
  private static long expireAt(Claims claims) {
    return claims.has("expire_at") ? claims.seconds("expire_at") : claims.seconds("exp");
  }

  private Claims verified(String token) {
    if (token.length() > MAX_TOKEN_BYTES) {
      throw TokenException.invalid(
          "token: " + token.length() + " bytes (expected: at most " + MAX_TOKEN_BYTES + ")");
    }
    try {
      JWSObject signed = JWSObject.parse(token);
      requireSigned(signed);
      Map<String, Object> payload = signed.getPayload().toJSONObject();
      if (payload == null) {
        throw TokenException.invalid("token: no claims (expected: a JSON object)");
      }
      Claims claims = new Claims(payload);
      requireOurs(claims);
      requireNow(claims);
      return claims;
    } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
      throw TokenException.invalid("token: malformed (expected: a signed JWT)");
    }
  }

  private void requireSigned(JWSObject signed) throws JOSEException {
    JWSHeader header = signed.getHeader();
    TokenKey key = keys.get(header.getKeyID()); // looked up, never opened as a path or a URL
    if (key == null) {
      throw TokenException.invalid("kid: unknown (expected: that of a configured key)");
    }
    if (!key.algorithm().standard().equals(header.getAlgorithm())) {
      throw TokenException.invalid("alg: another (expected: " + key.algorithm() + ")");
    }
    JOSEObjectType type = header.getType();
    if (type != null && !JOSEObjectType.JWT.equals(type)) { // RFC 8725, section 3.11
      throw TokenException.invalid("typ: another (expected: JWT)");
    }
    if (!signed.verify(key.verifier())) {
      throw TokenException.invalid("signature: wrong (expected: one by a configured key)");
    }
  }

  private void requireOurs(Claims claims) {
    if (issuer != null && !issuer.equals(claims.text("iss"))) {
      throw TokenException.invalid("iss: another (expected: the configured one)");
    }
    if (audience != null && !claims.audience().contains(audience)) {
      throw TokenException.invalid("aud: another (expected: the configured one)");
    }
  }

  private void requireNow(Claims claims) {
    long now = TimeUnit.MILLISECONDS.toSeconds(time.wallMillis());
    if (!claims.has("exp")) {
      throw TokenException.invalid("exp: missing (expected: when the token ends)");
    }
    if (claims.seconds("nbf") > now + SKEW.toSeconds()) {
      throw TokenException.invalid("nbf: in the future (expected: now or before)");
    }
    if (claims.seconds("exp") + SKEW.toSeconds() < now) {
      throw TokenException.expired();
    }
  }
}
