package dev.aside.bench.run;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The process of one {@link Subject}, seen from outside. Confined to one thread. */
public final class Worker implements Closeable {
  /** Opening may fill a server; a round may take this much longer than it was meant to. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final Writer commands;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(16);

  private Worker(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "answers of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the process.
   *
   * @param log where its standard error goes
   */
  public static Worker start(
      String name, Class<? extends Subject> subject, List<String> options, ClassPath path, Path log)
      throws IOException {
    List<String> command =
        Java.command(options, path, SubjectMain.class.getName(), List.of(subject.getName()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new Worker(name, process);
  }

  /** The process's id. */
  public long pid() {
    return process.pid();
  }

  /** See {@link Subject#open}. */
  public Metrics open(Settings settings) throws InterruptedException {
    return ask(SubjectMain.OPEN, settings);
  }

  /** See {@link Subject#measure}. */
  public Metrics measure(Settings round) throws InterruptedException {
    return ask(SubjectMain.MEASURE, round);
  }

  /** Begins a round whose answer {@link #answer} waits for, so that several can run at once. */
  public void begin(Settings round) {
    send(SubjectMain.MEASURE, round);
  }

  /** The answer to what was begun. */
  public Metrics answer() throws InterruptedException {
    String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (answer == null) {
      process.destroyForcibly();
      throw new WorkerException(name + ": no answer within " + PATIENCE);
    }
    if (!answer.startsWith(SubjectMain.OK)) {
      throw new WorkerException(name + ": " + answer);
    }
    return Metrics.parse(answer.substring(SubjectMain.OK.length()));
  }

  private Metrics ask(String command, Settings settings) throws InterruptedException {
    send(command, settings);
    return answer();
  }

  private void send(String command, Settings settings) {
    try {
      commands.write(command + " " + settings.line() + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new WorkerException(name + ": has ended (" + e + ")");
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.put(line);
      }
      answers.put(SubjectMain.FAILED + " the process has ended");
    } catch (IOException e) {
      answers.add(SubjectMain.FAILED + " " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process and waits for its end. */
  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
