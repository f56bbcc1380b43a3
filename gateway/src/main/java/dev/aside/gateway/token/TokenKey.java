package dev.aside.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that verifies tokens, bound to one algorithm, so that no token can choose how it is checked
 * (RFC 8725, section 3.1). Immutable, thread-safe; shows nothing of the key.
 */
public final class TokenKey {
  private static final int MIN_RSA_BITS = 2048;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  private final @Nullable String id;
  private final TokenAlgorithm algorithm;
  private final JWSVerifier verifier;

  private TokenKey(@Nullable String id, TokenAlgorithm algorithm, JWSVerifier verifier) {
    this.id = id;
    this.algorithm = algorithm;
    this.verifier = verifier;
  }

  /**
   * A secret that whoever makes the tokens shares with us.
   *
   * @param secret copied; at least as long as the hash: 32, 48 or 64 bytes
   * @throws IllegalArgumentException if the secret is shorter or the algorithm has public keys
   */
  public static TokenKey secret(TokenAlgorithm algorithm, byte[] secret) {
    if (!algorithm.isSymmetric()) {
      throw new IllegalArgumentException(
          "algorithm: " + algorithm + " (expected: HS256, HS384 or HS512 with a secret)");
    }
    if (secret.length < algorithm.minSecretBytes()) {
      throw new IllegalArgumentException(
          "secret: "
              + secret.length
              + " bytes (expected: at least "
              + algorithm.minSecretBytes()
              + " for "
              + algorithm
              + ")");
    }
    try {
      return new TokenKey(null, algorithm, new MACVerifier(secret.clone()));
    } catch (JOSEException e) {
      throw unusable(algorithm, e);
    }
  }

  /**
   * The public key of whoever makes the tokens.
   *
   * @param key RSA of 2048 bits or more, or a point on the curve of the algorithm
   * @throws IllegalArgumentException if the key is of another kind
   */
  public static TokenKey publicKey(TokenAlgorithm algorithm, PublicKey key) {
    try {
      return new TokenKey(null, algorithm, verifier(algorithm, key));
    } catch (JOSEException e) {
      throw unusable(algorithm, e);
    }
  }

  /**
   * A public key as {@code openssl} writes it.
   *
   * @param pem {@code -----BEGIN PUBLIC KEY-----} and what follows
   * @throws IllegalArgumentException if it is none, or of another kind than the algorithm's
   */
  public static TokenKey pem(TokenAlgorithm algorithm, String pem) {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "pem: no public key (expected: -----BEGIN PUBLIC KEY----- ...)");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
      String family = algorithm.name().startsWith("RS") ? "RSA" : "EC";
      return publicKey(
          algorithm,
          KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException e) {
      throw unusable(algorithm, e);
    }
  }

  /** This key for tokens whose header names {@code id} as their {@code kid}. */
  public TokenKey withId(String id) {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("id: empty (expected: at least one character)");
    }
    return new TokenKey(id, algorithm, verifier);
  }

  /** The {@code kid} of its tokens; null: it verifies tokens that name none. */
  public @Nullable String id() {
    return id;
  }

  /** The one algorithm that it verifies. */
  public TokenAlgorithm algorithm() {
    return algorithm;
  }

  JWSVerifier verifier() {
    return verifier;
  }

  private static JWSVerifier verifier(TokenAlgorithm algorithm, PublicKey key)
      throws JOSEException {
    String name = algorithm.name();
    if (name.startsWith("RS") && key instanceof RSAPublicKey rsa) {
      if (rsa.getModulus().bitLength() < MIN_RSA_BITS) {
        throw new IllegalArgumentException(
            "key: " + rsa.getModulus().bitLength() + " bits (expected: " + MIN_RSA_BITS + ")");
      }
      return new RSASSAVerifier(rsa);
    }
    if (name.startsWith("ES") && key instanceof ECPublicKey ec) {
      ECDSAVerifier verifier = new ECDSAVerifier(ec);
      if (verifier.supportedJWSAlgorithms().contains(algorithm.standard())) {
        return verifier;
      }
    }
    throw new IllegalArgumentException(
        "key: " + key.getAlgorithm() + " (expected: one for " + algorithm + ")");
  }

  private static IllegalArgumentException unusable(TokenAlgorithm algorithm, Exception cause) {
    return new IllegalArgumentException(
        "key: unusable (expected: one for " + algorithm + ")", cause);
  }

  @Override
  public String toString() {
    return "TokenKey[" + algorithm + "]"; // and nothing of the key
  }
}
