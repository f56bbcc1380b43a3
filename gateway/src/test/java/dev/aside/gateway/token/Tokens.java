package dev.aside.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Makes tokens, as an application's backend would. */
public final class Tokens {
  /** What both sides know. */
  public static final byte[] SECRET =
      "a secret that is as long as the hash of SHA-512, which is 64 bytes"
          .getBytes(StandardCharsets.UTF_8);

  private Tokens() {}

  /** One by HS256. */
  public static String of(Map<String, Object> claims) {
    try {
      return signed(new JWSHeader(JWSAlgorithm.HS256), claims, new MACSigner(SECRET));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String signed(JWSHeader header, Map<String, Object> claims, JWSSigner signer) {
    try {
      JWSObject token = new JWSObject(header, new Payload(claims));
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
