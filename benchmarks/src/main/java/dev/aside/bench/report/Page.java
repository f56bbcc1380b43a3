package dev.aside.bench.report;

import dev.aside.bench.measure.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The page with all figures, written by the program that measured them. Stateless. */
public final class Page {
  private Page() {}

  /**
   * Writes the page.
   *
   * @param command what was typed
   * @param serious whether the figures mean something
   * @param versions of the contenders, by name
   */
  public static void write(
      Path file,
      String command,
      boolean serious,
      Map<String, String> versions,
      List<Section> sections)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Performance");
    lines.add("");
    lines.add(
        "Written by `"
            + command
            + "` on "
            + LocalDate.now(ZoneOffset.UTC)
            + "; do not edit. How it"
            + " is measured: [the method](design/performance-method.md).");
    lines.add("");
    if (!serious) {
      lines.add("**This run only proves that every program runs. Its figures mean nothing.**");
      lines.add("");
    }
    lines.add(
        "Client, server and Redis share one machine: **read ratios, not absolute figures**. All"
            + " contenders of a table were measured in one run, in turn, round by round; figures are"
            + " medians over the rounds.");
    lines.add("");
    Machine.facts().forEach(fact -> lines.add("- " + fact));
    lines.add("- Versions: " + versions(versions));
    lines.add("");
    List<String> verdicts = sections.stream().flatMap(s -> s.verdicts().stream()).toList();
    if (!verdicts.isEmpty()) {
      lines.add("## Targets");
      lines.add("");
      for (Section section : sections) {
        section.verdicts().forEach(verdict -> lines.add("- " + code(section) + verdict));
      }
      lines.add("");
    }
    sections.forEach(section -> lines.addAll(section.markdown()));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, String.join("\n", lines).stripTrailing() + "\n");
  }

  private static String code(Section section) {
    int colon = section.title().indexOf(':');
    return (colon < 0) ? "" : section.title().substring(0, colon) + ": ";
  }

  private static String versions(Map<String, String> versions) {
    return String.join(
        ", ", versions.entrySet().stream().map(v -> v.getKey() + " " + v.getValue()).toList());
  }
}
