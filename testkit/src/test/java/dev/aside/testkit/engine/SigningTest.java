package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.aside.cache.AsideCache;
import dev.aside.cache.RawAnswer;
import dev.aside.cache.SigningKeys;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** A cache that signs its values, and a server that strangers write to. */
final class SigningTest {
  private static final Lifetime MINUTE = new Lifetime(60_000, 60_000, 60_000, 0);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private final SigningKeys keys = SigningKeys.of(1, secret(1));

  private AsideCache<String, String> signing(Fleet.Process process, SigningKeys with) {
    return process.cache(
        b -> b.signingKeys(with).loader(key -> key + "#" + loads.incrementAndGet()));
  }

  private AsideCache<String, String> unsigned(Fleet.Process process) {
    return process.cache(b -> b.loader(key -> key + "#" + loads.incrementAndGet()));
  }

  @Test
  void get_signed_isServedByAllWithTheKey() {
    p.settle(signing(p, keys).async().get("42"));

    AsideCache<String, String> other = signing(q, SigningKeys.of(1, secret(1)));
    assertEquals(RawAnswer.Source.REMOTE, q.settle(other.raw().answer("42")).source());
  }

  @Test
  void put_signed_isServed() {
    AsideCache<String, String> cache = signing(p, keys);
    p.settle(cache.async().put("42", "put"));

    assertEquals("put", p.settle(cache.async().get("42")));
  }

  @Test
  void get_unsigned_isCountedAndReplaced() {
    p.settle(unsigned(p).async().get("42"));
    AsideCache<String, String> cache = signing(q, keys);

    assertEquals("42#2", q.settle(cache.async().get("42")));
    assertEquals("42#2", q.settle(cache.async().get("42")));
    assertEquals(1, cache.stats().unreadable());
  }

  @Test
  void get_signingIsTurnedOnOneByOne_nobodyReplacesInTurn() {
    AsideCache<String, String> before = unsigned(p);
    AsideCache<String, String> after = signing(q, keys);
    q.settle(after.async().get("42"));

    for (int i = 2; i < 10; i++) {
      assertEquals("42#" + i, p.settle(before.async().get("42")));
      assertEquals("42#1", q.settle(after.async().get("42")));
    }
    assertEquals(1, after.stats().loads());
  }

  @Test
  void get_valueOfAnotherKey_isCountedAndRemoved() {
    AsideCache<String, String> cache = signing(p, keys);
    p.settle(cache.async().get("1"));
    byte[] stolen = stored("user:1");
    Fleet.join(fleet.shared.store().put(name("user:42"), stolen, MINUTE));

    assertEquals("42#2", p.settle(cache.async().get("42")));
    assertEquals("42#3", p.settle(cache.async().get("42")));
    assertEquals("42#3", p.settle(cache.async().get("42")));
    assertEquals(1, cache.stats().misplaced());
  }

  @Test
  void get_valueOfAnotherKeyWithItsCheckMadeGood_isCountedAndReplaced() {
    AsideCache<String, String> cache = signing(p, keys);
    p.settle(cache.async().get("1"));
    byte[] stolen = stored("user:1");
    CRC32 check = new CRC32();
    check.update(name("user:42"));
    ByteBuffer.wrap(stolen).putInt(EntryHeader.KEY_CHECK, (int) check.getValue());
    Fleet.join(fleet.shared.store().put(name("user:42"), stolen, MINUTE));

    assertEquals("42#2", p.settle(cache.async().get("42")));
    assertEquals("42#2", p.settle(cache.async().get("42")));
    assertEquals(1, cache.stats().unreadable());
  }

  @Test
  void get_madeUpValue_isCountedAndReplaced() {
    AsideCache<String, String> forger = signing(q, SigningKeys.of(1, secret(9)));
    q.settle(forger.async().put("42", "forged"));
    AsideCache<String, String> cache = signing(p, keys);

    assertEquals("42#1", p.settle(cache.async().get("42")));
    assertEquals(1, cache.stats().unreadable());
  }

  @Test
  void get_earlierValuePutBack_isServedNoLongerThanItsLife() {
    AsideCache<String, String> cache =
        p.cache(b -> b.signingKeys(keys).loader(key -> "v" + loads.incrementAndGet()));
    p.settle(cache.async().get("42"));
    byte[] old = stored("user:42");
    fleet.time.advance(Duration.ofMinutes(12));

    Fleet.join(fleet.shared.store().put(name("user:42"), old, MINUTE));

    assertEquals("v2", p.settle(cache.async().get("42")), "its ten minutes and the slack are over");
  }

  @Test
  void rotation_inTheMiddle_bothServeWhatBothKnow() {
    SigningKeys behind = SigningKeys.of(1, secret(1));
    AsideCache<String, String> first = signing(p, behind);
    AsideCache<String, String> second = signing(q, keys);
    p.settle(first.async().get("old"));
    keys.add(2, secret(2));
    q.settle(second.async().get("new"));

    assertEquals("old#1", q.settle(second.async().get("old")));
    assertEquals("new#3", p.settle(first.async().get("new")));
    assertEquals("new#2", q.settle(second.async().get("new")), "left alone");
    behind.add(2, secret(2));
    assertEquals("new#2", p.settle(first.async().get("new")));
  }

  @Test
  void get_absence_isSignedToo() {
    AsideCache<String, String> cache = p.cache(b -> b.signingKeys(keys).loader(key -> null));
    p.settle(cache.async().get("42"));

    assertEquals(RawAnswer.Source.REMOTE, p.settle(cache.raw().answer("42")).source());
  }

  private byte[] stored(String name) {
    byte[] entry = Fleet.join(fleet.shared.store().get(name(name)));
    assertNotNull(entry);
    return entry;
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] secret(int fill) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }
}
