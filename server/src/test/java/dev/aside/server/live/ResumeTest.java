package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.topic.Position;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Live messages behind a history. */
final class ResumeTest {
  private final Resume resume = new Resume();

  @Test
  void take_cameWhileTheHistoryWasRead_eachIsSentOnce() {
    resume.add(live("e:2", "e:3"));
    resume.add(live("e:4"));

    resume.reach(Position.parse("e:3"));

    assertEquals(List.of("e:4"), taken());
    resume.add(live("e:5", "e:6"));
    assertEquals(List.of("e:5", "e:6"), taken());
  }

  @Test
  void take_historyWasAhead_nothingIsRepeated() {
    resume.reach(Position.parse("e:3"));
    resume.add(live("e:2", "e:3"));

    assertEquals(List.of(), taken());
  }

  @Test
  void take_hole_isNotPassedOver() {
    resume.reach(Position.parse("e:3"));
    resume.add(live("e:5"));

    assertNull(resume.take());
  }

  @Test
  void take_anotherEpoch_isNotPassedOver() {
    resume.reach(Position.parse("e:3"));
    resume.add(live("f:4"));

    assertNull(resume.take());
  }

  @Test
  void take_nothingWasKept_everythingFollows() {
    resume.reach(Position.oldest());
    resume.add(live("e:1", "e:2"));

    assertEquals(List.of("e:1", "e:2"), taken());
  }

  @Test
  void add_moreThanMayWait_isRefused() {
    Position position = Position.parse("e:1");

    assertTrue(resume.add(List.of(new Delivery(new byte[LiveLimits.MAX_QUEUED], true, position))));
    assertFalse(resume.add(List.of(new Delivery(new byte[1], true, position))));
  }

  private List<String> taken() {
    List<Delivery> following = resume.take();
    assertNotNull(following);
    return following.stream().map(delivery -> delivery.position().toString()).toList();
  }

  private static List<Delivery> live(String... positions) {
    return Arrays.stream(positions)
        .map(position -> new Delivery(new byte[] {'x'}, true, Position.parse(position)))
        .toList();
  }
}
