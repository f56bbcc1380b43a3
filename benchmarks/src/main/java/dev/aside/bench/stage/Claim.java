package dev.aside.bench.stage;

import dev.aside.bench.report.Section;

/** Something that the documentation says about speed or size, and the program that tests it. */
public interface Claim {
  /** As the command line calls it, such as {@code P1}. */
  String id();

  /** In a few words. */
  String title();

  /** Measures it. */
  Section measure(Stage stage) throws Exception;
}
