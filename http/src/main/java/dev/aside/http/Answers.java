package dev.aside.http;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Answers requests from stored responses: whole, in parts, or by 304. Stateless. */
final class Answers {
  private Answers() {}

  /** Answers {@code exchange} from {@code stored}. */
  static void send(
      CacheExchange exchange, StoredResponse stored, CacheStatus status, long nowMillis) {
    Headers request = exchange.request().headers();
    if (Preconditions.isNotModified(request, stored.head(), stored.responseMillis())) {
      Headers headers = Preconditions.notModified(stored.headers());
      respond(exchange, 304, headers, stored, status, nowMillis, new byte[0]);
      return;
    }
    Headers headers = stored.headers();
    List<Ranges.Part> parts =
        exchange.request().isGet() ? Ranges.of(request, stored) : null; // RFC 9110 section 14.2
    if (parts == null) {
      respond(exchange, stored.status(), headers, stored, status, nowMillis, stored.body());
    } else if (parts.isEmpty()) {
      Headers refused =
          Headers.of("Content-Range", "bytes */" + stored.body().length); // section 15.5.17
      respond(exchange, 416, refused, stored, status, nowMillis, new byte[0]);
    } else if (parts.size() == 1) {
      Ranges.Part part = parts.get(0);
      Headers one = headers.with("Content-Range", part.contentRange(stored.body().length));
      exchange.respond(
          head(206, one, stored, status, nowMillis),
          stored.body(),
          part.first(),
          part.last() - part.first() + 1);
    } else {
      String boundary = boundary();
      byte[] body = Ranges.multipart(parts, stored, boundary);
      Headers many = headers.with("Content-Type", "multipart/byteranges; boundary=" + boundary);
      respond(exchange, 206, many, stored, status, nowMillis, body);
    }
  }

  /** Nobody can know it when the content is written, so that it does not stand there. */
  private static String boundary() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "aside" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }

  private static void respond(
      CacheExchange exchange,
      int code,
      Headers headers,
      StoredResponse stored,
      CacheStatus status,
      long nowMillis,
      byte[] body) {
    exchange.respond(head(code, headers, stored, status, nowMillis), body, 0, body.length);
  }

  private static ResponseHead head(
      int code, Headers headers, StoredResponse stored, CacheStatus status, long nowMillis) {
    long age = stored.ageMillis(nowMillis) / 1_000;
    Headers shown = ResponseTags.hidden(headers).with("Age", String.valueOf(age));
    return ResponseHead.of(code, status.addTo(shown));
  }

  /** The head of a response that is passed on from the origin. */
  static ResponseHead relayed(ResponseHead origin, CacheStatus status) {
    Headers headers = ResponseTags.hidden(FieldRules.endToEnd(origin.headers()));
    return ResponseHead.of(origin.status(), status.status(origin.status()).addTo(headers));
  }
}
