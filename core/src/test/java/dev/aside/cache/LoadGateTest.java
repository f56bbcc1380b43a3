package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadGateTest {

  @Test
  void enter_placeIsFree_startsAtOnce() {
    LoadGate gate = new LoadGate(1);
    List<String> started = new ArrayList<>();

    assertTrue(gate.enter(() -> started.add("a")));
    assertEquals(List.of("a"), started);
  }

  @Test
  void leave_somebodyWaits_startsTheLongestWaiting() {
    LoadGate gate = new LoadGate(1);
    List<String> started = new ArrayList<>();
    gate.enter(() -> started.add("a"));
    gate.enter(() -> started.add("b"));
    gate.enter(() -> started.add("c"));

    gate.leave();
    assertEquals(List.of("a", "b"), started);
    gate.leave();
    assertEquals(List.of("a", "b", "c"), started);
    gate.leave();
    assertEquals(0, gate.size());
  }

  @Test
  void enter_tenTimesAsManyWait_isRefused() {
    LoadGate gate = new LoadGate(2);
    for (int i = 0; i < 2 + 20; i++) {
      assertTrue(gate.enter(() -> {}));
    }

    assertFalse(gate.enter(() -> {}));
    gate.leave();
    assertTrue(gate.enter(() -> {}), "a place in the queue is free again");
  }
}
