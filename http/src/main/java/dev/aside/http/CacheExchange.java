package dev.aside.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request and what a cache can have done with it: adapters implement it for their server. Its
 * methods return at once, may be called on any thread, and never at the same time. A cache ends an
 * exchange by exactly one of {@link #relay}, {@link #respond} and {@link #fail}.
 */
public interface CacheExchange {

  /** What was asked for. */
  RequestHead request();

  /** Whether the request has content; then it is never answered from the cache. */
  boolean hasBody();

  /**
   * Sends the request to the origin, its content included, with these fields instead of its own.
   * May be called again after {@link #discard}, unless the request has content.
   *
   * @return the head of the final response; fails with an {@link OriginException} if there is none
   */
  CompletionStage<ResponseHead> forward(Headers headers);

  /**
   * Passes the origin's content on to the client under {@code head}, as it comes, and keeps a copy.
   *
   * @param keepBytes how much of it is kept at most; 0: nothing
   * @return the content once all of it has come; null as soon as there is more than {@code
   *     keepBytes}, while the rest is still passed on; fails if the origin breaks off. A client
   *     that leaves does not fail it.
   */
  CompletionStage<byte @Nullable []> relay(ResponseHead head, int keepBytes);

  /** The content that the origin sends is not wanted. */
  void discard();

  /** Answers with {@code length} bytes of {@code body} from {@code offset} on, not copied. */
  void respond(ResponseHead head, byte[] body, int offset, int length);

  /**
   * Answers that it could not be done, in the adapter's form.
   *
   * @param status 502, 503 or 504
   * @param detail one sentence for the person behind the client
   * @param headers to be added
   */
  void fail(int status, String detail, Headers headers);

  /** The same request for the cache's own sake: whatever is answered reaches nobody. */
  CacheExchange background();
}
