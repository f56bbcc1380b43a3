package dev.aside;

import java.util.List;

/** A moment's view of one {@link Aside}. Immutable. */
public final class Health {
  private final List<String> reasons;

  Health(List<String> reasons) {
    this.reasons = List.copyOf(reasons);
  }

  /** Whether the server behind answers. When not, reads go on from the source of truth. */
  public boolean live() {
    return reasons.isEmpty();
  }

  /** Why not live, in words for an operator, without secrets; empty when live. */
  public List<String> reasons() {
    return reasons;
  }

  @Override
  public String toString() {
    return reasons.isEmpty() ? "live" : "degraded: " + String.join("; ", reasons);
  }
}
