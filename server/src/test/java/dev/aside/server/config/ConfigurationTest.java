package dev.aside.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.config.Source.Given;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {
  @Test
  void defaults_areAllValid() {
    Configuration configuration = Configuration.of(List.of(), Map.of("XDG_DATA_HOME", "/data"));

    assertEquals(8080, configuration.get(Settings.PORT));
    assertEquals("127.0.0.1", configuration.get(Settings.HOST));
    assertEquals("/data/aside", configuration.get(Settings.DATA_DIR).toString());
    assertEquals(Duration.ofMinutes(10), configuration.get(Settings.USER_TTL));
    assertEquals(Set.of(), configuration.get(Settings.ALLOWED_ORIGIN));
    assertEquals(Settings.ALL.size(), configuration.lines().size());
  }

  @Test
  void firstSource_wins() {
    Configuration configuration =
        Configuration.of(
            List.of(source(Settings.PORT, "1", "--port"), source(Settings.PORT, "2", "ASIDE_PORT")),
            Map.of());

    assertEquals(1, configuration.get(Settings.PORT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port | 65536",
        "port | -1",
        "port | 8080.0",
        "port | ''",
        "redis | redis://",
        "redis | http://h",
        "redis | Embedded",
        "database | jdbc:postgresql://",
        "database | jdbc:h2:mem:x",
        "host | a b",
        "data-dir | ''",
        "data-dir | /a;b",
        "user-ttl | 0",
        "user-ttl | 31d",
        "user-ttl | 5 m",
        "user-absent-ttl | 25h",
        "user-local-ttl | 11m",
        "allowed-origin | app.example.com",
        "allowed-origin | https://app.example.com/",
        "allowed-origin | https://app.example.com/path",
        "allowed-origin | https://u:p@app.example.com",
        "allowed-origin | ftp://app.example.com",
        "allowed-origin | *",
        "max-sessions | 0",
      })
  void brokenRule_isNamedWithItsOrigin(String name, String text) {
    Setting<?> setting =
        Settings.ALL.stream().filter(any -> any.name().equals(name)).findAny().orElseThrow();

    ConfigurationException error =
        assertThrows(
            ConfigurationException.class,
            () -> Configuration.of(List.of(source(setting, text, "here")), Map.of()));

    String shown = text.isEmpty() ? "empty" : Secrets.mask(text);
    assertBegins("here: " + shown + " (expected: ", error);
  }

  private static void assertBegins(String begin, Exception error) {
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith(begin), message);
  }

  @Test
  void origins_areWrittenAsBrowsersDo() {
    Configuration configuration =
        Configuration.of(
            List.of(
                source(
                    Settings.ALLOWED_ORIGIN,
                    "https://App.Example:443, http://x:80,http://y:81",
                    "here")),
            Map.of());

    assertEquals(
        Set.of("https://app.example", "http://x", "http://y:81"),
        configuration.get(Settings.ALLOWED_ORIGIN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://u:p@h:1/0 | redis://***@h:1/0",
        "redis://:p@ss@h:1/0 | redis://***@h:1/0",
        "redis://h:1/0 | redis://h:1/0",
        "jdbc:postgresql://h/d?user=u&password=p | jdbc:postgresql://h/d?user=u&password=***",
        "jdbc:postgresql://h/d?sslpassword=p&x=1 | jdbc:postgresql://h/d?sslpassword=***&x=1",
        "jdbc:postgresql://u:p@h/d | jdbc:postgresql://***@h/d",
        "redis://u:p/q@h:1 | redis://***@h:1",
      })
  void secrets_areMasked(String text, String masked) {
    assertEquals(masked, Secrets.mask(text));
  }

  @Test
  void environment_namesWhatItDoesNotKnow_andLeavesOthersAlone() {
    Map<String, String> variables =
        Map.of(
            "ASIDE_PORT", "1",
            "ASIDE_JAVA_OPTS", "-Xmx1g",
            "ASIDE_CHROMIUM", "/usr/bin/chromium",
            "ASIDE_SERVICE_HOST", "10.0.0.1",
            "ASIDE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
            "PATH", "/bin");

    Given given = Environment.of(variables).find(Settings.PORT);

    assertEquals(new Given("1", "ASIDE_PORT"), given);
    ConfigurationException error =
        assertThrows(ConfigurationException.class, () -> Environment.of(Map.of("ASIDE_PROT", "1")));
    assertBegins("ASIDE_PROT: no such setting (expected: one of ", error);
  }

  @Test
  void environment_ofAKubernetesService_isNoPort() {
    @Nullable Given given =
        Environment.of(Map.of("ASIDE_PORT", "tcp://10.0.0.1:8080")).find(Settings.PORT);

    assertEquals(null, given);
  }

  private static Source source(Setting<?> setting, String text, String origin) {
    return asked -> asked == setting ? new Given(text, origin) : null;
  }
}
