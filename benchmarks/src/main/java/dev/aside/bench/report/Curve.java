package dev.aside.bench.report;

import dev.aside.bench.measure.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cost against size, for one or more contenders. Confined to one thread. */
public final class Curve {
  private final String file;
  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final Map<String, List<Point>> series = new LinkedHashMap<>();

  /**
   * One measured point.
   *
   * @param x the size
   * @param y the cost
   */
  public record Point(double x, double y) {}

  /**
   * An empty curve.
   *
   * @param file the name of its files, without ending
   */
  public Curve(String file, String title, String xTitle, String yTitle) {
    this.file = file;
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
  }

  /** Adds a point; one that could not be measured is left out. */
  public void add(String name, double x, double y) {
    if (Double.isFinite(y) && y > 0) {
      series.computeIfAbsent(name, any -> new ArrayList<>()).add(new Point(x, y));
    }
  }

  /** Adds the median of {@code metric}, unless the series must not be compared. */
  public void add(Series measured, double x, String metric) {
    if (measured.refusal(metric) == null) {
      add(measured.name(), x, measured.median(metric));
    }
  }

  /** The name of its files, without ending. */
  public String file() {
    return file;
  }

  /** What it shows. */
  public String title() {
    return title;
  }

  /** What grows. */
  public String xTitle() {
    return xTitle;
  }

  /** What it costs. */
  public String yTitle() {
    return yTitle;
  }

  /** The points of each contender. */
  public Map<String, List<Point>> series() {
    return series;
  }

  /** The least and the greatest cost of one contender, as a ratio; NaN without points. */
  public double spread(String name) {
    List<Point> points = series.getOrDefault(name, List.of());
    double least = points.stream().mapToDouble(Point::y).min().orElse(Double.NaN);
    double most = points.stream().mapToDouble(Point::y).max().orElse(Double.NaN);
    return most / least;
  }

  /** By how much {@code name} is above {@code other} where that is most; NaN without points. */
  public double greatestDifference(String name, String other) {
    double greatest = Double.NaN;
    for (Point point : series.getOrDefault(name, List.of())) {
      double difference = point.y() - at(series.getOrDefault(other, List.of()), point.x());
      if (!Double.isNaN(difference) && !(greatest >= difference)) {
        greatest = difference;
      }
    }
    return greatest;
  }

  /** One row a size, one column a contender. */
  public Table table() {
    List<String> head = new ArrayList<>(List.of(xTitle));
    head.addAll(series.keySet());
    Table table = new Table(head.toArray(String[]::new));
    for (double x : sizes()) {
      List<String> row = new ArrayList<>(List.of(Figures.of(x)));
      for (List<Point> points : series.values()) {
        row.add(Figures.of(at(points, x)));
      }
      table.add(row.toArray(String[]::new));
    }
    return table;
  }

  /** The same as comma-separated values, with all digits. */
  public List<String> csv() {
    List<String> lines = new ArrayList<>();
    lines.add(xTitle + "," + String.join(",", series.keySet()));
    for (double x : sizes()) {
      StringBuilder line = new StringBuilder(Long.toString((long) x));
      for (List<Point> points : series.values()) {
        double y = at(points, x);
        line.append(',').append(Double.isNaN(y) ? "" : Double.toString(y));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private List<Double> sizes() {
    return series.values().stream()
        .flatMap(List::stream)
        .map(Point::x)
        .distinct()
        .sorted()
        .toList();
  }

  private static double at(List<Point> points, double x) {
    return points.stream()
        .filter(point -> point.x() == x)
        .mapToDouble(Point::y)
        .findFirst()
        .orElse(Double.NaN);
  }
}
