package dev.aside.bench.measure;

import java.io.PrintStream;

/**
 * Says on standard error what goes on: in place on a terminal, line by line elsewhere. Confined to
 * one thread.
 */
public final class Progress {
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean inPlace;
  private final long startNanos = System.nanoTime();
  private String claim = "";
  private boolean shown;

  /** Progress on {@code out}, which may be a terminal. */
  public Progress(PrintStream out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  /** A claim begins. */
  public void claim(int number, int count, String title) {
    claim = "[%d/%d]".formatted(number, count);
    note(title);
  }

  /** A step begins. */
  public void step(String text) {
    String line = clip("%s %s %s".formatted(claim, clock(), text));
    if (inPlace) {
      out.print("\r\u001b[K" + line);
      out.flush();
      shown = true;
    } else {
      out.println(line);
    }
  }

  /** Something to remember. */
  public void note(String text) {
    if (shown) {
      out.print("\r\u001b[K");
      shown = false;
    }
    out.println("%s %s %s".formatted(claim, clock(), text));
  }

  /** Seconds since the start. */
  public double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private String clock() {
    long seconds = (long) seconds();
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }

  private static String clip(String line) {
    return (line.length() <= WIDTH) ? line : line.substring(0, WIDTH);
  }
}
