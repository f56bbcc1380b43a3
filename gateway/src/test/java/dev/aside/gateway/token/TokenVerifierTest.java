package dev.aside.gateway.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.aside.gateway.token.TokenException.Reason;
import dev.aside.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TokenVerifierTest {
  private static final KeyPair RSA = pair("RSA", null);
  private static final KeyPair P256 = pair("EC", "secp256r1");

  private final ManualTime time = ManualTime.create();
  private final TokenVerifier verifier =
      TokenVerifier.of(List.of(TokenKey.secret(TokenAlgorithm.HS256, Tokens.SECRET)), time);

  @Test
  void connection_goodToken_saysWhoItIs() {
    ConnectionToken token =
        verifier.connection(
            Tokens.of(
                Map.of(
                    "sub",
                    "42",
                    "exp",
                    60,
                    "info",
                    Map.of("name", "Ada"),
                    "channels",
                    List.of("room:a"))));

    assertEquals("42", token.user());
    assertEquals(60, token.expireAtSeconds());
    assertEquals("{\"name\":\"Ada\"}", new String(token.info(), StandardCharsets.UTF_8));
    assertEquals(List.of("room:a"), token.channels());
  }

  @Test
  void connection_expireAt_countsInsteadOfExp() {
    assertEquals(0, verifier.connection(of("exp", 60, "expire_at", 0)).expireAtSeconds());
    assertEquals(90, verifier.connection(of("exp", 60, "expire_at", 90)).expireAtSeconds());
  }

  @Test
  void connection_encodedInfo_isDecoded() {
    String encoded = Base64.getEncoder().encodeToString("[1]".getBytes(StandardCharsets.UTF_8));
    assertArrayEquals(
        "[1]".getBytes(StandardCharsets.UTF_8),
        verifier.connection(of("exp", 60, "b64info", encoded)).info());
    assertNull(verifier.connection(of("exp", 60)).info());
  }

  @Test
  void times_atTheirEdges_countWithSkew() {
    String token = of("exp", 60, "nbf", 10);
    assertEquals(Reason.EXPIRED, reasonAt(token, 91));
    assertEquals("", verifierAt(90).connection(token).user());
    String early = of("exp", 600, "nbf", 31);
    assertEquals(Reason.INVALID, reasonAt(early, 0));
    assertEquals("", verifierAt(1).connection(early).user());
  }

  @Test
  void claims_thatAreWrong_areRefused() {
    for (String token :
        List.of(
            Tokens.of(Map.of("sub", "42")),
            of("exp", "soon"),
            of("exp", -1),
            of("exp", 60, "sub", 42),
            of("exp", 60, "channel", "room:a"),
            of("exp", 60, "channels", "room:a"),
            of("exp", 60, "b64info", "%"),
            of("exp", 60, "channels", Collections.nCopies(129, "a")))) {
      assertInvalid(verifier, token);
    }
  }

  @Test
  void subscription_goodToken_namesItsChannel() {
    SubscriptionToken token =
        verifier.subscription(of("exp", 60, "sub", "42", "channel", "room:a", "client", "c1"));
    assertEquals("42", token.user());
    assertEquals("room:a", token.channel());
    assertEquals("c1", token.client());
    assertThrows(TokenException.class, () -> verifier.subscription(of("exp", 60, "sub", "42")));
  }

  @Test
  void publicKeys_verifyTheirTokens() throws Exception {
    Map<String, Object> claims = Map.of("sub", "42", "exp", 60);
    String rsa =
        Tokens.signed(
            new JWSHeader(JWSAlgorithm.RS256), claims, new RSASSASigner(RSA.getPrivate()));
    String ec =
        Tokens.signed(
            new JWSHeader(JWSAlgorithm.ES256),
            claims,
            new ECDSASigner((ECPrivateKey) P256.getPrivate()));

    assertEquals("42", with(TokenKey.pem(TokenAlgorithm.RS256, pem(RSA))).connection(rsa).user());
    assertEquals("42", with(TokenKey.pem(TokenAlgorithm.ES256, pem(P256))).connection(ec).user());
    assertInvalid(with(TokenKey.publicKey(TokenAlgorithm.RS512, RSA.getPublic())), rsa);
    assertInvalid(verifier, rsa);
  }

  @Test
  void algorithm_ofTheTokensChoice_isRefused() throws Exception {
    TokenVerifier rsa = with(TokenKey.publicKey(TokenAlgorithm.RS256, RSA.getPublic()));
    Map<String, Object> claims = Map.of("sub", "42", "exp", 60);
    String confused = // the public key, which anybody knows, as a secret
        Tokens.signed(
            new JWSHeader(JWSAlgorithm.HS256),
            claims,
            new MACSigner(pem(RSA).getBytes(StandardCharsets.UTF_8)));
    String other =
        Tokens.signed(new JWSHeader(JWSAlgorithm.HS512), claims, new MACSigner(Tokens.SECRET));
    String unsigned =
        base64("{\"alg\":\"none\"}") + "." + base64("{\"sub\":\"42\",\"exp\":60}") + ".";

    assertInvalid(rsa, confused);
    assertInvalid(verifier, other);
    assertInvalid(verifier, unsigned);
    assertInvalid(rsa, unsigned);
  }

  @Test
  void header_keysAndTypes_areNotFollowed() throws Exception {
    Map<String, Object> claims = Map.of("sub", "42", "exp", 60);
    MACSigner signer = new MACSigner(Tokens.SECRET);
    JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.HS256);

    assertInvalid(
        verifier, Tokens.signed(header.keyID("../../etc/passwd").build(), claims, signer));
    assertInvalid(
        verifier,
        Tokens.signed(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("at+jwt")).build(),
            claims,
            signer));
    TokenVerifier named = with(TokenKey.secret(TokenAlgorithm.HS256, Tokens.SECRET).withId("2026"));
    assertEquals(
        "42",
        named
            .connection(
                Tokens.signed(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("2026").build(),
                    claims,
                    signer))
            .user());
    assertInvalid(named, Tokens.of(claims));
  }

  @Test
  void issuerAndAudience_whereRequired_areCompared() {
    TokenVerifier strict = verifier.requireIssuer("us").requireAudience("chat");

    assertEquals("", strict.connection(of("exp", 60, "iss", "us", "aud", "chat")).user());
    assertEquals(
        "", strict.connection(of("exp", 60, "iss", "us", "aud", List.of("a", "chat"))).user());
    assertInvalid(strict, of("exp", 60, "iss", "us"));
    assertInvalid(strict, of("exp", 60, "iss", "them", "aud", "chat"));
    assertInvalid(strict, of("exp", 60, "iss", "us", "aud", "mail"));
  }

  @Test
  void tokens_thatAreNone_areRefused() {
    for (String token :
        List.of("", ".", "..", "a.b.c", "{}", "x".repeat(20_000), "\u0000.é.\uD800")) {
      assertInvalid(verifier, token);
    }
    String good = of("exp", 60);
    for (int i = 0; i < good.length(); i++) {
      char changed = (good.charAt(i) == 'A') ? 'B' : 'A';
      String token = good.substring(0, i) + changed + good.substring(i + 1);
      if (i != good.length() - 1) { // its last bits may mean nothing
        assertInvalid(verifier, token);
      }
    }
  }

  @Test
  void keys_thatAreWeak_areRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> TokenKey.secret(TokenAlgorithm.HS256, new byte[31]));
    assertThrows(
        IllegalArgumentException.class, () -> TokenKey.secret(TokenAlgorithm.RS256, new byte[64]));
    assertThrows(
        IllegalArgumentException.class,
        () -> TokenKey.publicKey(TokenAlgorithm.ES256, RSA.getPublic()));
    assertThrows(
        IllegalArgumentException.class,
        () -> TokenKey.publicKey(TokenAlgorithm.ES384, P256.getPublic()));
    assertThrows(
        IllegalArgumentException.class, () -> TokenKey.pem(TokenAlgorithm.RS256, "no key"));
    assertThrows(IllegalArgumentException.class, () -> TokenVerifier.of(List.of(), time));
  }

  @Test
  void nothing_ofTheSecretIsShown() {
    TokenKey key = TokenKey.secret(TokenAlgorithm.HS256, Tokens.SECRET);
    assertEquals("TokenKey[HS256]", key.toString());
    TokenException refused =
        assertThrows(TokenException.class, () -> verifier.connection("canary.canary.canary"));
    assertFalse(String.valueOf(refused.getMessage()).contains("canary"));
    assertTrue(String.valueOf(refused.getMessage()).contains("expected"));
  }

  private TokenVerifier with(TokenKey key) {
    return TokenVerifier.of(List.of(key), time);
  }

  private Reason reasonAt(String token, int seconds) {
    TokenVerifier later = verifierAt(seconds);
    return assertThrows(TokenException.class, () -> later.connection(token)).reason();
  }

  private static TokenVerifier verifierAt(int seconds) {
    ManualTime then = ManualTime.create();
    then.advance(Duration.ofSeconds(seconds));
    return TokenVerifier.of(List.of(TokenKey.secret(TokenAlgorithm.HS256, Tokens.SECRET)), then);
  }

  private static void assertInvalid(TokenVerifier verifier, String token) {
    TokenException refused =
        assertThrows(TokenException.class, () -> verifier.connection(token), token);
    assertEquals(Reason.INVALID, refused.reason());
  }

  private static String of(Object... claims) {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i < claims.length; i += 2) {
      all.put((String) claims[i], claims[i + 1]);
    }
    return Tokens.of(all);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String pem(KeyPair pair) {
    PublicKey key = pair.getPublic();
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static KeyPair pair(String algorithm, @Nullable String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (curve == null) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
