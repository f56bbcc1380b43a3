package dev.aside.gateway.token;

import com.nimbusds.jose.JWSAlgorithm;

/** How a token is signed (RFC 7518, section 3.1). A key has exactly one of these. */
public enum TokenAlgorithm {
  /** HMAC with SHA-256. */
  HS256(JWSAlgorithm.HS256, 32),
  /** HMAC with SHA-384. */
  HS384(JWSAlgorithm.HS384, 48),
  /** HMAC with SHA-512. */
  HS512(JWSAlgorithm.HS512, 64),
  /** RSA, PKCS #1 version 1.5, with SHA-256. */
  RS256(JWSAlgorithm.RS256, 0),
  /** RSA, PKCS #1 version 1.5, with SHA-384. */
  RS384(JWSAlgorithm.RS384, 0),
  /** RSA, PKCS #1 version 1.5, with SHA-512. */
  RS512(JWSAlgorithm.RS512, 0),
  /** ECDSA on P-256 with SHA-256. */
  ES256(JWSAlgorithm.ES256, 0),
  /** ECDSA on P-384 with SHA-384. */
  ES384(JWSAlgorithm.ES384, 0),
  /** ECDSA on P-521 with SHA-512. */
  ES512(JWSAlgorithm.ES512, 0);

  private final JWSAlgorithm standard;
  private final int minSecretBytes;

  TokenAlgorithm(JWSAlgorithm standard, int minSecretBytes) {
    this.standard = standard;
    this.minSecretBytes = minSecretBytes;
  }

  JWSAlgorithm standard() {
    return standard;
  }

  /** Whether the same secret signs and verifies; if not, the key is public. */
  public boolean isSymmetric() {
    return minSecretBytes > 0;
  }

  /** The shortest secret: as long as the hash (RFC 7518, section 3.2). */
  int minSecretBytes() {
    return minSecretBytes;
  }
}
