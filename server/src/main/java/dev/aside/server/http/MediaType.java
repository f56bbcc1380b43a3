package dev.aside.server.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The type in a {@code Content-Type} field. Stateless. */
public final class MediaType {
  private MediaType() {}

  /** Type and subtype in lower case, without parameters; empty if there is no field. */
  public static String of(@Nullable String field) {
    if (field == null) {
      return "";
    }
    int parameters = field.indexOf(';');
    String type = (parameters < 0) ? field : field.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
