package dev.aside.server.http;

/** What one method of one route does. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers {@code exchange}, now or later. Runs on the exchange's loop and must not block. What it
   * throws becomes the answer, see {@link Exchange#fail}.
   */
  void handle(Exchange exchange);
}
