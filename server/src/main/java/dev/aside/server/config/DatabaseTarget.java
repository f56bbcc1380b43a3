package dev.aside.server.config;

/**
 * Which database the server works with. Immutable.
 *
 * @param url {@code embedded}, or a JDBC URL of PostgreSQL
 */
public record DatabaseTarget(String url) {
  private static final String EMBEDDED = "embedded";
  private static final String POSTGRESQL = "jdbc:postgresql://";

  static DatabaseTarget of(String text) {
    boolean named = text.startsWith(POSTGRESQL) && text.length() > POSTGRESQL.length();
    if (!named && !text.equals(EMBEDDED)) {
      throw new IllegalArgumentException("no such form");
    }
    return new DatabaseTarget(text);
  }

  /** Whether the database is a file of this server's own. */
  public boolean embedded() {
    return url.equals(EMBEDDED);
  }

  @Override
  public String toString() {
    return Secrets.mask(url);
  }
}
