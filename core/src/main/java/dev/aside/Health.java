package dev.aside;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A moment's view of one {@link Aside}. Immutable. */
public final class Health {
  private final boolean live;
  private final boolean coherent;
  private final List<String> reasons;
  private final Duration distrusted;

  private Health(boolean live, boolean coherent, List<String> reasons, Duration distrusted) {
    this.live = live;
    this.coherent = coherent;
    this.reasons = List.copyOf(reasons);
    this.distrusted = distrusted;
  }

  static Health of(
      List<String> troubles, List<String> limitations, boolean coherent, Duration distrusted) {
    List<String> reasons = new ArrayList<>(troubles);
    reasons.addAll(limitations);
    if (!coherent && limitations.isEmpty()) {
      reasons.add("changes made by others are not announced in time, so no local copy is served");
    }
    return new Health(troubles.isEmpty(), coherent, reasons, distrusted);
  }

  /** Whether the server behind answers. When not, reads go on from the source of truth. */
  public boolean live() {
    return live;
  }

  /**
   * Whether changes made by others are announced here in time. When not, no copy in this process is
   * served, and reads go to the server.
   */
  public boolean coherent() {
    return coherent;
  }

  /** Why not both, in words for an operator, without secrets; empty when all is well. */
  public List<String> reasons() {
    return reasons;
  }

  /**
   * How long, in all, copies in this process could not be trusted since the connection was opened,
   * and reads went to the server instead.
   */
  public Duration distrusted() {
    return distrusted;
  }

  @Override
  public String toString() {
    return reasons.isEmpty() ? "live" : "degraded: " + String.join("; ", reasons);
  }
}
