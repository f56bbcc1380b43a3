package dev.aside.bench.run;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process of one subject. Reads commands from standard input and ends with it, so that no
 * process outlives the program that started it.
 *
 * <pre>
 *   open uri=redis%3A...   -> ok port=1234
 *   measure mode=virtual   -> ok ops=12345 p99us=12
 *                          -> failed text
 * </pre>
 */
public final class SubjectMain {
  static final String OPEN = "open";
  static final String MEASURE = "measure";
  static final String OK = "ok";
  static final String FAILED = "failed";

  private SubjectMain() {}

  /** Runs the subject whose class is named by the first argument. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what libraries print must not look like an answer
    int status = 0;
    try (Subject subject =
        (Subject) Class.forName(arguments[0]).getDeclaredConstructor().newInstance()) {
      serve(subject, answers);
    } catch (Exception e) {
      e.printStackTrace();
      status = 1;
    }
    Runtime.getRuntime().halt(status); // threads of a library must not keep it alive
  }

  private static void serve(Subject subject, PrintStream answers) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      answers.println(answer(subject, line));
    }
  }

  private static String answer(Subject subject, String line) {
    int blank = (line + " ").indexOf(' ');
    Settings settings = Settings.parse(line.substring(Math.min(line.length(), blank)));
    try {
      Metrics metrics =
          switch (line.substring(0, blank)) {
            case OPEN -> subject.open(settings);
            case MEASURE -> subject.measure(settings);
            default -> throw new IllegalArgumentException("command: " + line);
          };
      return OK + " " + metrics.written().line();
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      return FAILED + " " + e.toString().replaceAll("\\s+", " ");
    }
  }
}
