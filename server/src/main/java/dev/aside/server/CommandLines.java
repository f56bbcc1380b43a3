package dev.aside.server;

import dev.aside.server.config.Configuration;
import dev.aside.server.config.ConfigurationException;
import dev.aside.server.config.Environment;
import dev.aside.server.config.Secrets;
import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: commands, flags and help, made from {@link Settings}. An error is one line on
 * standard error and an exit status, never a stack trace.
 */
final class CommandLines {
  private static final int MIN_HELP_WIDTH = 100;

  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter err;

  private CommandLines(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  static CommandLine of(Map<String, String> environment, PrintWriter out, PrintWriter err) {
    return new CommandLines(environment, out, err).build();
  }

  private CommandLine build() {
    CommandSpec root = CommandSpec.create().name("aside");
    root.usageMessage()
        .width(MIN_HELP_WIDTH)
        .description("Caching and real-time messaging on Redis, in one process over HTTP.")
        .footer(HelpText.ROOT);
    root.addOption(version());
    root.addOption(help());
    root.versionProvider(() -> new String[] {"aside " + Version.CURRENT});
    root.addSubcommand("serve", serve());
    root.addSubcommand("config", config());
    CommandLine commands = new CommandLine(root);
    commands.setOut(out).setErr(err);
    commands.setExecutionStrategy(this::runOrExplain);
    commands.setParameterExceptionHandler((error, arguments) -> usage(mistake(error)));
    return commands;
  }

  private CommandSpec serve() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .width(MIN_HELP_WIDTH)
        .description("Runs the server until Ctrl-C, then drains and ends with status 0.")
        .footer(HelpText.SERVE);
    return withSettings(spec);
  }

  private CommandSpec config() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .width(MIN_HELP_WIDTH)
        .description(
            "Prints the value of every setting, secrets masked, and where it came from."
                + " Takes the flags of serve.")
        .footer(HelpText.CONFIG);
    return withSettings(spec);
  }

  private CommandSpec withSettings(CommandSpec spec) {
    spec.usageMessage().sortOptions(false);
    for (Setting<?> setting : Settings.ALL) {
      spec.addOption(option(setting));
    }
    return spec.addOption(help());
  }

  private OptionSpec option(Setting<?> setting) {
    return OptionSpec.builder(setting.flag())
        .paramLabel(setting.placeholder())
        .description(setting.description() + " (" + besides(setting) + ")")
        .type(setting.many() ? List.class : String.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .build();
  }

  private String besides(Setting<?> setting) {
    String fallback = setting.fallback(environment);
    return (fallback.isEmpty() ? "" : "default: " + fallback + "; ") + setting.variable();
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help").usageHelp(true).description("explains").build();
  }

  private static OptionSpec version() {
    return OptionSpec.builder("-V", "--version")
        .versionHelp(true)
        .description("the version")
        .build();
  }

  private int runOrExplain(ParseResult parsed) {
    try {
      return run(parsed);
    } catch (ConfigurationException e) {
      return usage(oneLine(e));
    } catch (StartException e) {
      return complain(oneLine(e), CommandLine.ExitCode.SOFTWARE);
    } catch (RuntimeException e) {
      return complain("cannot start: " + e, CommandLine.ExitCode.SOFTWARE);
    }
  }

  private int run(ParseResult parsed) {
    Integer explained = CommandLine.executeHelpRequest(parsed);
    if (explained != null) {
      return explained;
    }
    if (!parsed.hasSubcommand()) {
      return usage("no command (expected: serve or config; aside --help explains)");
    }
    ParseResult command = parsed.subcommand();
    Configuration configuration =
        Configuration.of(List.of(new Flags(command), Environment.of(environment)), environment);
    if (command.commandSpec().name().equals("config")) {
      configuration.lines().forEach(out::println);
      return CommandLine.ExitCode.OK;
    }
    return Serving.run(configuration, out);
  }

  private int usage(String problem) {
    return complain(problem, CommandLine.ExitCode.USAGE);
  }

  private static String mistake(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched) {
      List<String> alike = unmatched.getSuggestions();
      return String.join(" ", unmatched.getUnmatched())
          + ": unknown (expected: "
          + (alike.isEmpty() ? "a flag or command" : String.join(" or ", alike))
          + "; --help lists all)";
    }
    return oneLine(error);
  }

  private static String oneLine(Exception error) {
    String message = error.getMessage();
    return (message == null) ? error.getClass().getSimpleName() : message;
  }

  /** One line, whatever the message holds. */
  private int complain(String problem, int status) {
    err.println("aside: " + Secrets.mask(problem).strip().replaceAll("\\s*\\R\\s*", " "));
    return status;
  }
}
