package dev.aside.bench.measure;

import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Subject;
import dev.aside.bench.run.WorkerException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs contenders in turn, round by round, so that what changes on the machine meets all of them
 * alike. A round during which somebody else used the machine is thrown away and run again, twice at
 * most. Confined to one thread.
 */
public final class Rounds {
  private static final int MAX_REPEATS = 2;

  private final int rounds;
  private final boolean watch;
  private final Supplier<? extends Collection<Long>> ours;
  private final Progress progress;

  /**
   * Rounds of a plan.
   *
   * @param watch whether disturbed rounds are thrown away
   * @param ours processes that are ours besides the entrants' own, idle ones included
   */
  public Rounds(
      int rounds, boolean watch, Supplier<? extends Collection<Long>> ours, Progress progress) {
    this.rounds = rounds;
    this.watch = watch;
    this.ours = ours;
    this.progress = progress;
  }

  /** Runs {@code entrants} in {@code discipline}; one series each, in their order. */
  public List<Series> run(String discipline, List<? extends Entrant> entrants)
      throws InterruptedException {
    List<Series> series = new ArrayList<>();
    entrants.forEach(entrant -> series.add(new Series(entrant.name(), rounds)));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < entrants.size(); i++) {
        int next = (i + round) % entrants.size(); // nobody always comes after the same other
        progress.step(
            "%s, round %d of %d: %s"
                .formatted(discipline, round + 1, rounds, entrants.get(next).name()));
        runOne(entrants.get(next), series.get(next));
      }
    }
    return series;
  }

  private void runOne(Entrant entrant, Series series) throws InterruptedException {
    for (int i = 0; i <= MAX_REPEATS && !series.hasFailed(); i++) {
      List<Long> pids = new ArrayList<>(ours.get());
      pids.addAll(entrant.pids());
      try {
        CpuWatch before = CpuWatch.start(pids);
        Metrics measured = entrant.round();
        CpuWatch.Usage usage = before.stop();
        if (measured.get(Subject.INVALID) > 0) {
          series.fail(
              "not what it should be: %.0f operations".formatted(measured.get(Subject.INVALID)));
        } else if (watch && usage.isDisturbed()) {
          series.addDisturbed();
          progress.note(
              "%s: disturbed, %.0f %% of the machine in other hands"
                  .formatted(entrant.name(), 100 * (usage.others() + usage.stolen())));
        } else {
          series.add(measured);
          return;
        }
      } catch (WorkerException e) {
        series.fail("failed");
        progress.note(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        series.fail("failed");
        progress.note(entrant.name() + ": " + e);
      }
    }
  }
}
