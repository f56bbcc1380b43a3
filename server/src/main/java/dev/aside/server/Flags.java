package dev.aside.server;

import dev.aside.server.config.Setting;
import dev.aside.server.config.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Values given as flags. Immutable. */
final class Flags implements Source {
  private final ParseResult parsed;

  Flags(ParseResult parsed) {
    this.parsed = parsed;
  }

  @Override
  public @Nullable Given find(Setting<?> setting) {
    OptionSpec option = parsed.matchedOption(setting.flag());
    if (option == null) {
      return null;
    }
    List<String> given = option.originalStringValues();
    return new Given(String.join(",", given), setting.flag());
  }
}
