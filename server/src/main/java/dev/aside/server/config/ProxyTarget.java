package dev.aside.server.config;

import java.net.URI;

/**
 * The origin that the server is a caching proxy for. Immutable.
 *
 * @param host its name or address; empty: there is none
 * @param port its port
 * @param secure whether it speaks TLS
 */
public record ProxyTarget(String host, int port, boolean secure) {
  private static final ProxyTarget NONE = new ProxyTarget("", 0, false);

  static ProxyTarget of(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    URI uri = URI.create(text);
    boolean secure = "https".equals(uri.getScheme());
    boolean plainly =
        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
    boolean root = uri.getRawPath() == null || uri.getRawPath().matches("/?");
    if ((!secure && !"http".equals(uri.getScheme()))
        || uri.getHost() == null
        || !plainly
        || !root
        || uri.getPort() == 0
        || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("no such form");
    }
    int standard = secure ? 443 : 80;
    return new ProxyTarget(uri.getHost(), (uri.getPort() < 0) ? standard : uri.getPort(), secure);
  }

  /** Whether the server is a proxy. */
  public boolean isGiven() {
    return !host.isEmpty();
  }

  @Override
  public String toString() {
    return isGiven() ? (secure ? "https://" : "http://") + host + ":" + port : "none";
  }
}
