package dev.aside.http;

import java.nio.charset.StandardCharsets;

/** Stored responses for tests. */
final class Examples {
  private Examples() {}

  static RequestHead get(String... fields) {
    return RequestHead.of("GET", "http", "example.org", "/a", Headers.of(fields));
  }

  static StoredResponse stored(long responseMillis, long ageMillis, Headers headers) {
    return new StoredResponse(
        get().uri(),
        "",
        false,
        responseMillis,
        ageMillis,
        ResponseHead.of(200, headers),
        "0123456789".getBytes(StandardCharsets.US_ASCII));
  }
}
