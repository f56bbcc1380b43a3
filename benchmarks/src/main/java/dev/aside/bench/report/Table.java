package dev.aside.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table of texts, for a terminal and for Markdown alike. Confined to one thread. */
public final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these columns; all but the first are aligned to the right. */
  public Table(String... head) {
    this.head = List.of(head);
  }

  /** Adds a row, with as many cells as there are columns. */
  public void add(String... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException(
          "cells: " + cells.length + " (expected: " + head.size() + ")");
    }
    rows.add(List.of(cells));
  }

  /** The lines, padded so that they read well as they are. */
  public List<String> lines() {
    int[] widths = new int[head.size()];
    measure(widths, head);
    rows.forEach(row -> measure(widths, row));
    List<String> lines = new ArrayList<>();
    lines.add(line(widths, head));
    StringBuilder rule = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      rule.append("-".repeat(widths[i] + 1)).append((i == 0) ? "-|" : ":|");
    }
    lines.add(rule.toString());
    rows.forEach(row -> lines.add(line(widths, row)));
    return lines;
  }

  private static void measure(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  private static String line(int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      line.append(' ').append((i == 0) ? row.get(i) + space : space + row.get(i)).append(" |");
    }
    return line.toString();
  }
}
