package dev.aside.bench.report;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Draws curves: sizes and costs both on logarithmic axes, where a constant factor is a distance.
 */
public final class Picture {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;

  /** The library writes more digits than anybody can see, and a new name at each run. */
  private static final Pattern LONG_NUMBER = Pattern.compile("(\\d+\\.\\d)\\d+");

  private static final Pattern CLIP_NAME = Pattern.compile("clip\\d+");

  private Picture() {}

  /**
   * Writes {@code curve} as data and as SVG into {@code folder}; false if this system has no fonts.
   */
  public static boolean write(Path folder, Curve curve) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(curve.file() + ".csv"), String.join("\n", curve.csv()) + "\n");
    try {
      ByteArrayOutputStream svg = new ByteArrayOutputStream();
      VectorGraphicsEncoder.saveVectorGraphic(chart(curve), svg, VectorGraphicsFormat.SVG);
      Files.writeString(
          folder.resolve(curve.file() + ".svg"), shorter(svg.toString(StandardCharsets.UTF_8)));
      return true;
    } catch (RuntimeException | LinkageError noFonts) { // a Java without fontconfig
      return false;
    }
  }

  private static XYChart chart(Curve curve) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(curve.title())
            .xAxisTitle(curve.xTitle())
            .yAxisTitle(curve.yTitle())
            .build();
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setYAxisLogarithmic(true)
        .setLegendPosition(LegendPosition.OutsideE)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false);
    for (Map.Entry<String, List<Curve.Point>> series : curve.series().entrySet()) {
      chart.addSeries(
          series.getKey(),
          series.getValue().stream().mapToDouble(Curve.Point::x).toArray(),
          series.getValue().stream().mapToDouble(Curve.Point::y).toArray());
    }
    return chart;
  }

  private static String shorter(String svg) {
    Matcher clip = CLIP_NAME.matcher(svg);
    String named = clip.replaceAll("clip");
    return LONG_NUMBER.matcher(named).replaceAll("$1");
  }
}
