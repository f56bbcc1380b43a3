package dev.aside.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningKeysTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);

  @Test
  void toString_keys_areNumbersOnly() {
    SigningKeys keys = SigningKeys.of(1, SECRET);
    keys.add(7, SECRET);

    assertEquals("SigningKeys[1, 7]", keys.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 1025})
  void add_secretOutsideTheLimits_isRefusedWithoutBeingShown(int length) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> SigningKeys.of(1, new byte[length]));

    assertEquals("secret: " + length + " bytes (expected: 32 to 1024 bytes)", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65_536})
  void add_numberOutsideTheLimits_isRefused(int id) {
    assertThrows(IllegalArgumentException.class, () -> SigningKeys.of(id, SECRET));
  }

  @Test
  void add_numberThatIsTaken_isRefused() {
    SigningKeys keys = SigningKeys.of(1, SECRET);

    assertThrows(IllegalArgumentException.class, () -> keys.add(1, SECRET));
  }

  @Test
  void add_moreThanTheLimit_isRefused() {
    SigningKeys keys = SigningKeys.of(1, SECRET);
    for (int id = 2; id <= SigningKeys.MAX_KEYS; id++) {
      keys.add(id, SECRET);
    }

    assertThrows(IllegalStateException.class, () -> keys.add(100, SECRET));
    keys.retire(3);
    keys.add(100, SECRET);
    assertEquals(100, keys.ring().newest());
  }

  @Test
  void add_lowerNumber_doesNotSign() {
    SigningKeys keys = SigningKeys.of(5, SECRET);
    keys.add(4, SECRET);

    assertEquals(5, keys.ring().newest());
  }

  @Test
  void retire_theKeyThatSigns_isRefused() {
    SigningKeys keys = SigningKeys.of(1, SECRET);

    assertThrows(IllegalArgumentException.class, () -> keys.retire(1));
    keys.retire(9);
    assertNull(keys.ring().find(9));
  }

  @Test
  void secret_changedAfterwards_changesNothing() {
    byte[] secret = SECRET.clone();
    KeyedHash hash = KeyedHash.of("secret", secret);
    byte[] before = hash.begin().doFinal(new byte[1]);
    secret[0] = 0;

    assertArrayEquals(before, hash.begin().doFinal(new byte[1]));
  }

  /** RFC 4231, test case 7: a key longer than a block. */
  @Test
  void begin_knownInput_isTheKnownHash() {
    byte[] key = new byte[131];
    Arrays.fill(key, (byte) 0xaa);
    byte[] data =
        ("This is a test using a larger than block-size key and a larger than block-size data."
                + " The key needs to be hashed before being used by the HMAC algorithm.")
            .getBytes(US_ASCII);

    assertEquals(
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        HexFormat.of().formatHex(KeyedHash.of("secret", key).begin().doFinal(data)));
  }
}
