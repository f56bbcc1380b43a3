package dev.aside.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which fields are passed on, kept, and replaced. Stateless. */
final class FieldRules {
  /** RFC 9110 section 7.6.1: between two neighbours only. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** RFC 9111 section 3.1: about a proxy on the way, not about the response. */
  private static final Set<String> OF_A_PROXY =
      Set.of("proxy-authenticate", "proxy-authentication-info", "proxy-authorization");

  /** RFC 9111 section 3.2: of the stored content, which a 304 does not have. */
  private static final Set<String> OF_THE_CONTENT =
      Set.of("content-length", "content-encoding", "content-type", "content-range", "etag");

  private FieldRules() {}

  /** Without what is meant for the neighbour alone, as it says itself too. */
  static Headers endToEnd(Headers headers) {
    Set<String> dropped = new HashSet<>(HOP_BY_HOP);
    List<String> named = ListField.members(headers.all("Connection"));
    if (named != null) {
      named.forEach(name -> dropped.add(Headers.lower(name)));
    }
    return headers.without(dropped);
  }

  /** What is kept of a response: not its age, which is counted on, and no cookie. */
  static Headers kept(Headers response, CacheControl control) {
    Set<String> dropped = new HashSet<>(OF_A_PROXY);
    dropped.addAll(Set.of("age", "set-cookie", "content-length", "cache-status"));
    Set<String> limited = control.fields("no-cache");
    if (limited != null) {
      dropped.addAll(limited); // section 5.2.2.4: not without asking, so not at all
    }
    return endToEnd(response).without(dropped);
  }

  /** Stored fields as a 304 changes them (RFC 9111 section 3.2). */
  static Headers updated(Headers stored, Headers notModified, CacheControl control) {
    Set<String> replaced = new HashSet<>();
    Headers.Builder news = Headers.builder();
    kept(notModified, control)
        .forEach(
            (name, value) -> {
              String lower = Headers.lower(name);
              if (!OF_THE_CONTENT.contains(lower)) {
                replaced.add(lower);
                news.add(name, value);
              }
            });
    return Headers.builder().addAll(stored.without(replaced)).addAll(news.build()).build();
  }
}
