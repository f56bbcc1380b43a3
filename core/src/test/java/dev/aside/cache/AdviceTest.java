package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and what is warned of, when a cache is built. */
final class AdviceTest {
  private static final Logger LOGGER = Logger.getLogger("dev.aside.cache");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> lines = new ArrayList<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(MessageFormat.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final Aside aside = Aside.connect("memory:");

  /** Settings on top of the defaults. */
  private interface Change extends UnaryOperator<CacheBuilder<String, String>> {}

  @BeforeEach
  void listen() {
    LOGGER.addHandler(recorder);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(recorder);
    LOGGER.setUseParentHandlers(true);
    aside.close();
  }

  @Test
  void build_defaults_saysNothing() {
    build(b -> b);

    assertEquals(List.of(), lines);
  }

  // Refusals

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("softLoadTimeout", b -> b.softLoadTimeout(Duration.ofSeconds(10))),
        refusal("softLoadTimeout", b -> b.softLoadTimeout(SECOND).loadTimeout(SECOND)),
        refusal("softLoadTimeout", b -> b.softLoadTimeout(SECOND).loadTimeout(SECOND.dividedBy(2))),
        refusal("staleWhileRevalidate", b -> b.staleWhileRevalidate(SECOND).layout(Layout.PLAIN)),
        refusal("staleIfError", b -> b.staleIfError(SECOND).layout(Layout.PLAIN)),
        refusal("tags", b -> b.tags((key, value) -> Set.of("all")).layout(Layout.PLAIN)),
        refusal("version", b -> b.version(String::length).layout(Layout.PLAIN)),
        refusal("holdOff", b -> b.holdOff(SECOND).layout(Layout.PLAIN)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void build_contradiction_isRefusedWithItsRule(String setting, Change change) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> build(change));

    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(setting + ": "), message);
    assertTrue(message.contains("(expected: "), message);
  }

  @Test
  void build_softTimeoutNotBelowTheHardOne_namesBoth() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> build(b -> b.softLoadTimeout(SECOND).loadTimeout(SECOND)));

    assertEquals(
        "softLoadTimeout: PT1S (expected: less than loadTimeout, PT1S)", refusal.getMessage());
  }

  @Test
  void build_plainWithWhatItCanDo_isAccepted() {
    build(b -> b.layout(Layout.PLAIN));

    assertEquals(List.of(), lines);
  }

  // Warnings

  static Stream<Arguments> warnings() {
    return Stream.of(
        warning("softLoadTimeout has no effect", b -> b.softLoadTimeout(SECOND)),
        warning(
            "softLoadTimeout has no effect",
            b -> b.softLoadTimeout(SECOND).staleWhileRevalidate(SECOND)),
        warning(
            "softLoadTimeout has no effect",
            b -> b.softLoadTimeout(SECOND).staleWhileRevalidate(SECOND).staleIfError(SECOND)),
        warning(
            "local.ttl is longer than ttl",
            b -> b.ttl(Duration.ofSeconds(20)).local(LocalOptions.defaults())),
        warning(
            "absentTtl is longer than ttl",
            b -> b.ttl(Duration.ofSeconds(20)).absentTtl(Duration.ofSeconds(21))),
        warning(
            "ttl is below one second", b -> b.ttl(Duration.ofMillis(999)).absentTtl(Duration.ZERO)),
        warning(
            "intentTtl is shorter than loadTimeout", b -> b.loadTimeout(Duration.ofSeconds(31))),
        warning(
            "holdOff is longer than ttl",
            b -> b.ttl(SECOND.multipliedBy(9)).holdOff(SECOND.multipliedBy(10))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("warnings")
  void build_whatWillNotDoWhatWasMeant_isWarnedOfOnce(String beginning, Change change) {
    build(change);

    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("Cache user: " + beginning), lines::toString);
  }

  static Stream<Arguments> bounds() {
    return Stream.of(
        Arguments.of((Change) b -> b.softLoadTimeout(SECOND).staleIfError(SECOND)),
        Arguments.of(
            (Change)
                b ->
                    b.softLoadTimeout(SECOND)
                        .staleWhileRevalidate(SECOND)
                        .staleIfError(SECOND.plusMillis(1))),
        // Not chosen, so that nobody has meant anything by it.
        Arguments.of((Change) b -> b.ttl(Duration.ofSeconds(20))),
        Arguments.of((Change) b -> b.ttl(Duration.ofSeconds(60)).local(LocalOptions.defaults())),
        Arguments.of((Change) b -> b.ttl(Duration.ofSeconds(5))),
        Arguments.of((Change) b -> b.ttl(SECOND).absentTtl(SECOND)),
        Arguments.of((Change) b -> b.loadTimeout(Duration.ofSeconds(30))),
        Arguments.of((Change) b -> b.ttl(SECOND).absentTtl(SECOND).holdOff(SECOND)));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void build_justWithinTheRule_isNotWarnedOf(Change change) {
    build(change);

    assertEquals(List.of(), lines);
  }

  private static Arguments refusal(String setting, Change change) {
    return Arguments.of(setting, change);
  }

  private static Arguments warning(String beginning, Change change) {
    return Arguments.of(beginning, change);
  }

  private AsideCache<String, String> build(Change change) {
    return change.apply(aside.cache("user", String.class)).build();
  }
}
