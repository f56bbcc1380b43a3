package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandLinesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void help_explainsEverySetting_withExamples() {
    assertEquals(0, run("serve", "--help"));

    for (Setting<?> setting : Settings.ALL) {
      assertTrue(out.toString().contains(setting.flag()), setting.flag());
      assertTrue(out.toString().contains(setting.variable()), setting.variable());
    }
    assertTrue(out.toString().contains("Examples:"));
    assertTrue(out.toString().contains("curl"));
  }

  @Test
  void help_ofTheProgram_saysWhereToBegin() {
    assertEquals(0, run("--help"));

    assertTrue(out.toString().contains("serve"));
    assertTrue(out.toString().contains("config"));
    assertTrue(out.toString().contains("Start here:"));
  }

  @Test
  void version_isTheOneThatWasBuilt() {
    assertEquals(0, run("--version"));

    assertTrue(out.toString().matches("aside \\d+\\.\\d+\\.\\d+\\S*\\R"), out.toString());
  }

  @Test
  void noCommand_saysWhatThereIs() {
    assertEquals(2, run());

    assertEquals(
        "aside: no command (expected: serve or config; aside --help explains)\n", text(err));
  }

  @Test
  void repeatedFlag_isAMistake_exceptWhereThereMayBeSeveral() {
    assertEquals(2, run("config", "--port", "1", "--port", "2"));
    assertEquals(1, text(err).lines().count(), text(err));

    String[] several = {
      "config", "--allowed-origin", "https://a.example", "--allowed-origin", "https://b.example"
    };
    assertEquals(0, run(several));
    assertTrue(
        text(out).contains("allowed-origin: https://a.example,https://b.example"), text(out));
  }

  private int run(String... arguments) {
    return CommandLines.of(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments);
  }

  private static String text(StringWriter writer) {
    return writer.toString().replace("\r\n", "\n");
  }
}
