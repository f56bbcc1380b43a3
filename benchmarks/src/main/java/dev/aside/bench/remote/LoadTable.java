package dev.aside.bench.remote;

import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Figures;
import dev.aside.bench.report.Table;
import java.util.List;

/** How clients of Redis are compared. Stateless. */
final class LoadTable {
  private LoadTable() {}

  /**
   * One row a client.
   *
   * @param measure the name of the one that ratios are to
   */
  static Table of(List<Series> all, String measure) {
    double base =
        all.stream()
            .filter(series -> series.name().equals(measure))
            .mapToDouble(series -> series.median(Load.OPS))
            .findFirst()
            .orElse(Double.NaN);
    Table table =
        new Table(
            "",
            "reads/s",
            "min",
            "max",
            "by " + measure + "'s",
            "p50",
            "p99",
            "CPU",
            "Redis CPU",
            "rounds");
    for (Series series : all) {
      table.add(
          series.name(),
          Figures.of(series.median(Load.OPS)),
          Figures.of(series.min(Load.OPS)),
          Figures.of(series.max(Load.OPS)),
          Figures.ratio(series.median(Load.OPS) / base),
          Figures.of(series.median(Load.P50)),
          Figures.of(series.median(Load.P99)),
          Figures.of(series.median(Load.CPU)),
          Figures.of(series.median(RedisLoad.REDIS_CPU)),
          series.roundsText());
    }
    return table;
  }
}
