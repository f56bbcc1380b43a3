package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.RedisExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The server of the simulation against the real one: the same traces, drawn from seeds, must give
 * the same replies and the same announcements, up to times and what is made of them.
 */
@Timeout(300)
class ConformanceTest {
  private static final int TRACES = 40;
  private static final int STEPS = 120;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void traces_onBothServers_areTheSame() {
    Map<String, Integer> steps = new HashMap<>();
    int announcements = 0;
    for (long seed = 1; seed <= TRACES; seed++) {
      List<String> real;
      List<String> simulated;
      try (RealSide side = new RealSide(redis)) {
        real = new Trace(side, seed).run(STEPS);
      }
      try (SimulatedSide side = new SimulatedSide(seed)) {
        simulated = new Trace(side, seed).run(STEPS);
      }
      for (int i = 0; i < STEPS; i++) {
        assertEquals(real.get(i), simulated.get(i), "seed " + seed + ", step " + i);
        steps.merge(real.get(i).split(" ", 2)[0], 1, Integer::sum);
        announcements += real.get(i).contains("announced [k") ? 1 : 0;
      }
    }
    assertEquals(Trace.KINDS, steps.size(), "each kind of step is taken: " + steps);
    assertTrue(announcements > TRACES, "announcements are compared: " + announcements);
  }
}
