package dev.aside.http;

import java.util.List;

/**
 * A complete response as it is kept. Immutable, apart from the shared bytes, which nobody changes.
 *
 * @param uri what it was stored under, to be compared on each read
 * @param selection what its request said in the fields that it varies by
 * @param authorized whether its request had {@code Authorization}
 * @param responseMillis when it was received, by the wall clock
 * @param initialAgeMillis how old it was then (RFC 9111 section 4.2.3)
 * @param head its status and fields
 * @param body its content
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
record StoredResponse(
    String uri,
    String selection,
    boolean authorized,
    long responseMillis,
    long initialAgeMillis,
    ResponseHead head,
    byte[] body)
    implements Stored {

  int status() {
    return head.status();
  }

  Headers headers() {
    return head.headers();
  }

  /** How old it is (RFC 9111 section 4.2.3). A clock that was set back makes nothing younger. */
  long ageMillis(long nowMillis) {
    return initialAgeMillis + Math.max(0, nowMillis - responseMillis);
  }

  List<String> varies() {
    List<String> names = Vary.names(headers());
    return (names == null) ? List.of() : names;
  }
}
