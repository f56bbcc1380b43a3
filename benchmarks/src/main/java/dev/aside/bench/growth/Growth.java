package dev.aside.bench.growth;

import dev.aside.bench.report.Curve;
import dev.aside.bench.report.Picture;
import dev.aside.bench.report.Section;
import dev.aside.bench.stage.Claim;
import dev.aside.bench.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/** P9: curves of cost against size, as data and as pictures. */
public final class Growth implements Claim {
  @Override
  public String id() {
    return "P9";
  }

  @Override
  public String title() {
    return "growth";
  }

  @Override
  public Section measure(Stage stage) throws Exception {
    Section section = new Section("P9: growth");
    if (stage.plan().curves() == 0) {
      section.paragraph("The curves take most of an hour: `./aside bench --full` measures them.");
      return section;
    }
    section.paragraph(
        "Cost against size, on logarithmic axes; the points are in the CSV file beside each"
            + " picture. An L1 hit grows slower with more entries because the processor's caches"
            + " hold less of the table: Caffeine's curve beside it shows how much.");
    List<Curve> curves = new ArrayList<>();
    curves.addAll(EntriesGrowth.measure(stage, section));
    curves.addAll(CallersGrowth.measure(stage));
    curves.addAll(ValueSizeGrowth.measure(stage));
    curves.addAll(InstancesGrowth.measure(stage));
    curves.addAll(TagsGrowth.measure(stage));
    curves.addAll(SubscribersGrowth.measure(stage));
    for (Curve curve : curves) {
      boolean drawn = Picture.write(stage.pictures(), curve);
      section.table(curve.title() + " (" + curve.yTitle() + ")", curve.table());
      if (drawn) {
        section.picture("performance/" + curve.file() + ".svg", curve.title());
      }
    }
    return section;
  }
}
