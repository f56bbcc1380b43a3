package dev.aside.server.proxy;

import dev.aside.http.Headers;
import dev.aside.http.RequestHead;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the origin is told of the client. What clients say of themselves in fields that origins
 * build answers from, and that are no part of the key, is dropped: else one could put an answer of
 * their own making into the cache for all. Stateless.
 */
final class ForwardedFields {
  private static final Set<String> NOT_BELIEVED =
      Set.of(
          "forwarded",
          "front-end-https",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "x-forwarded-proto",
          "x-forwarded-protocol",
          "x-forwarded-scheme",
          "x-forwarded-server",
          "x-forwarded-ssl",
          "x-host",
          "x-http-host-override",
          "x-original-host",
          "x-original-url",
          "x-rewrite-url",
          "x-url-scheme");

  /** Ours to send: the body's framing, and whom it goes to. */
  private static final Set<String> OURS = Set.of("content-length", "expect", "host");

  private ForwardedFields() {}

  /** The fields of {@code from} that are passed on. */
  static Headers of(MultiMap from) {
    Headers.Builder headers = Headers.builder();
    for (Map.Entry<String, String> field : from) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!NOT_BELIEVED.contains(name) && !OURS.contains(name)) {
        headers.add(field.getKey(), field.getValue());
      }
    }
    return headers.build();
  }

  /** Adds what this proxy knows. */
  static void addTo(MultiMap to, RequestHead request, HttpServerRequest client) {
    to.set("X-Forwarded-For", client.remoteAddress().hostAddress());
    to.set("X-Forwarded-Host", request.authority());
    to.set("X-Forwarded-Proto", request.scheme());
  }
}
