package dev.aside.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the page says about one claim. Confined to one thread. */
public final class Section {
  private final String title;
  private final List<String> lines = new ArrayList<>();
  private final List<String> verdicts = new ArrayList<>();

  /** An empty section. */
  public Section(String title) {
    this.title = title;
  }

  /** Its title. */
  public String title() {
    return title;
  }

  /** Adds a paragraph. */
  public void paragraph(String text) {
    lines.add(text);
    lines.add("");
  }

  /** Adds a list. */
  public void list(List<String> items) {
    items.forEach(item -> lines.add("- " + item));
    lines.add("");
  }

  /** Adds a table under a line that names it. */
  public void table(String name, Table table) {
    lines.add("**" + name + "**");
    lines.add("");
    lines.addAll(table.lines());
    lines.add("");
  }

  /** Adds a picture that lies beside the page. */
  public void picture(String file, String text) {
    lines.add("![" + text + "](" + file + ")");
    lines.add("");
  }

  /** Says whether a target was met. */
  public void verdict(Verdict verdict) {
    verdicts.add(verdict.toString());
  }

  /** The verdicts so far. */
  public List<String> verdicts() {
    return verdicts;
  }

  /** Its tables and verdicts, line by line, for a terminal. */
  public void show(Consumer<String> out) {
    lines.stream().filter(line -> line.startsWith("|") || line.startsWith("**")).forEach(out);
    verdicts.forEach(out);
  }

  /** In Markdown. */
  List<String> markdown() {
    List<String> all = new ArrayList<>(List.of("## " + title, ""));
    all.addAll(lines);
    return all;
  }
}
