package dev.aside.server.config;

import java.net.URI;

/**
 * Which Redis the server works with. Immutable.
 *
 * @param uri {@code embedded}, or a URI that Aside can open
 */
public record RedisTarget(String uri) {
  private static final String EMBEDDED = "embedded";
  private static final String MEMORY = "memory:";

  static RedisTarget of(String text) {
    boolean known =
        text.equals(EMBEDDED)
            || text.equals(MEMORY)
            || text.startsWith("redis://")
            || text.startsWith("rediss://");
    if (!known || (text.contains("://") && URI.create(text).getHost() == null)) {
      throw new IllegalArgumentException("no such form");
    }
    return new RedisTarget(text);
  }

  /** Whether this process starts a Redis of its own. */
  public boolean embedded() {
    return uri.equals(EMBEDDED);
  }

  /** Whether other processes may see the same Redis. */
  public boolean shared() {
    return !embedded() && !uri.equals(MEMORY);
  }

  @Override
  public String toString() {
    return Secrets.mask(uri);
  }
}
