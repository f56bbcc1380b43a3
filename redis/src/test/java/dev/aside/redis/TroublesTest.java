package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroublesTest {
  private final Troubles troubles = new Troubles("h:6379");
  private final WarningLog log = WarningLog.of(Troubles.class);

  @BeforeEach
  void connectBoth() {
    log.start();
    troubles.connecting("reads");
    troubles.connecting("writes");
  }

  @AfterEach
  void stopLog() {
    log.stop();
  }

  @Test
  void lines_connecting_saysSo() {
    assertEquals(List.of("h:6379: not connected yet (reads, writes)"), troubles.lines());
  }

  @Test
  void lines_sameCause_isOneLine() {
    troubles.add("reads", "connection refused");
    troubles.add("writes", "connection refused");

    assertEquals(List.of("h:6379: connection refused (reads, writes)"), troubles.lines());
  }

  @Test
  void lines_differentCauses_areALineEach() {
    troubles.add("reads", "connection refused");
    troubles.add("writes", "unknown host");

    assertEquals(
        List.of("h:6379: connection refused (reads)", "h:6379: unknown host (writes)"),
        troubles.lines());
  }

  @Test
  void lines_allCleared_isEmpty() {
    troubles.add("reads", "connection refused");
    troubles.clear("reads");
    troubles.clear("writes");

    assertEquals(List.of(), troubles.lines());
  }

  @Test
  void add_sameCauseAgain_isWarnedOfOnce() {
    for (int i = 0; i < 5; i++) {
      troubles.add("reads", "connection refused");
      troubles.add("writes", "connection refused");
    }
    troubles.add("reads", "unknown host");

    assertEquals(2, log.warnings().size(), log.warnings().toString());
  }

  @Test
  void add_afterAShortSpellOfHealth_isNoNews() {
    troubles.add("reads", "connection refused");
    troubles.clear("reads");
    troubles.add("reads", "connection refused");

    assertEquals(1, log.warnings().size(), log.warnings().toString());
  }

  @Test
  void add_afterAllWereSteady_isNews() {
    troubles.add("reads", "connection refused");
    troubles.steady("reads");
    troubles.steady("writes");
    troubles.add("reads", "connection refused");

    assertEquals(2, log.warnings().size(), log.warnings().toString());
  }
}
