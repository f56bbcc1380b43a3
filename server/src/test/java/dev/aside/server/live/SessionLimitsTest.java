package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SessionLimitsTest {
  private final SessionLimits limits = SessionLimits.of(5, 2);

  @Test
  void oneAddress_hasItsShare() {
    assertTrue(limits.enter("10.0.0.1"));
    assertTrue(limits.enter("10.0.0.1"));
    assertFalse(limits.enter("10.0.0.1"));
    assertTrue(limits.enter("10.0.0.2"));

    limits.leave("10.0.0.1");
    assertTrue(limits.enter("10.0.0.1"));
    assertEquals(3, limits.count());
  }

  @Test
  void loopback_isLimitedInAllOnly() {
    for (int i = 0; i < 5; i++) {
      assertTrue(limits.enter(i % 2 == 0 ? "127.0.0.1" : "::1"));
    }
    assertFalse(limits.enter("127.0.0.1"));
    assertFalse(limits.enter("10.0.0.1"));
    assertEquals(5, limits.count());
  }
}
