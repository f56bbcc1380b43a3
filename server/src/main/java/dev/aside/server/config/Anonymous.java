package dev.aside.server.config;

import java.util.Locale;

/** Whether clients may connect that do not say who they are. */
public enum Anonymous {
  /** They may. */
  YES,
  /** They may not. */
  NO,
  /** They may as long as there are no keys for tokens. */
  AUTO;

  static Anonymous of(String text) {
    if (!text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("no such word");
    }
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** What it means where there are keys, or none. */
  public boolean allowed(boolean hasKeys) {
    return this == YES || (this == AUTO && !hasKeys);
  }
}
