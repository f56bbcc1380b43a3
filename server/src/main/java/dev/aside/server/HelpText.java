package dev.aside.server;

/** What {@code --help} teaches beyond the list of flags. */
final class HelpText {
  static final String[] ROOT = {
    "",
    "Start here:",
    "  aside serve                  real Redis and sample database of its own, on port 8080",
    "  curl -i localhost:8080/users/42",
    "  aside serve --help           all settings",
    "",
    "In a checkout of the source:",
    "  ./aside verify               every check and every test; arguments go to Maven",
    "  ./aside bench --help         measures beside Caffeine, Lettuce, Spring and others",
  };

  static final String[] SERVE = {
    "",
    "Each setting may be given as a flag, or as the environment variable named behind it; the flag"
        + " wins.",
    "",
    "Examples:",
    "  aside serve",
    "  aside serve --port 0                                  any free port; the ready line names it",
    "  aside serve --redis redis://:secret@10.0.0.7:6379/0 \\",
    "              --database 'jdbc:postgresql://10.0.0.8/shop?user=app&password=secret'",
    "  ASIDE_REDIS=memory: aside serve                       without Redis",
    "",
    "Try it:",
    "  curl -i localhost:8080/users/42                       first a miss, then a hit",
    "  curl -X PUT localhost:8080/users/42 -H 'Content-Type: application/json' \\",
    "       -d '{\"name\":\"Ada\",\"email\":\"ada@example.com\",\"city\":\"London\"}'",
    "  curl -N localhost:8080/channels/chat_channel/events   listens",
    "  curl -d msg=hello localhost:8080/messages             speaks",
    "",
    "Exit status: 0 after Ctrl-C, 1 could not start, 2 wrong flag or setting.",
  };

  static final String[] CONFIG = {
    "", "Example:", "  ASIDE_PORT=9000 aside config --redis memory:",
  };

  private HelpText() {}
}
