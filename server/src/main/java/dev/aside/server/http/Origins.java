package dev.aside.server.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may write and connect. Browsers name the page's origin and no page can forge it;
 * a client that is no browser sends none and is let through, since it carries no cookies or other
 * rights of somebody else that could be misused. Immutable.
 */
public final class Origins {
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:.*\\.)?localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");

  private final Set<String> allowed;
  private final boolean loopback;

  private Origins(Set<String> allowed, boolean loopback) {
    this.allowed = allowed;
    this.loopback = loopback;
  }

  /**
   * The rules of a server.
   *
   * @param listening where it listens: one that is for this machine alone trusts no other name, or
   *     a page could let its own name point here and be of the same origin (DNS rebinding)
   * @param allowed origins of other sites
   */
  public static Origins of(InetAddress listening, Set<String> allowed) {
    return new Origins(Set.copyOf(allowed), listening.isLoopbackAddress());
  }

  /**
   * Whether a request may write or connect.
   *
   * @param origin the header {@code Origin}; null: none
   * @param host the header {@code Host}; null: none
   */
  boolean permits(@Nullable String origin, @Nullable String host) {
    return origin == null || listed(origin) || isOwn(origin, host);
  }

  /** Whether {@code origin} is another site's that was allowed by name. */
  boolean listed(@Nullable String origin) {
    return origin != null && allowed.contains(origin);
  }

  private boolean isOwn(String origin, @Nullable String host) {
    if (host == null) {
      return false;
    }
    String own = "http://" + host.toLowerCase(Locale.ROOT);
    return origin.equals(own.endsWith(":80") ? own.substring(0, own.length() - 3) : own)
        && (!loopback || isLoopback(origin));
  }

  private static boolean isLoopback(String origin) {
    try {
      String host = URI.create(origin).getHost();
      return host != null && LOOPBACK.matcher(host).matches();
    } catch (IllegalArgumentException e) {
      return false; // no browser sends it
    }
  }
}
