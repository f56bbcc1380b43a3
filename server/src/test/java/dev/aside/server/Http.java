package dev.aside.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Short ways to ask a server. Every question has a deadline. */
public final class Http {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  private Http() {}

  public static HttpClient client() {
    return CLIENT;
  }

  public static HttpResponse<String> get(URI uri, String... headers) {
    return send(request(uri, headers).GET());
  }

  public static CompletableFuture<HttpResponse<String>> getAsync(URI uri) {
    return CLIENT.sendAsync(request(uri).GET().build(), BodyHandlers.ofString());
  }

  public static HttpResponse<String> put(URI uri, String json) {
    return send(
        request(uri, "Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
  }

  public static HttpResponse<String> delete(URI uri, String... headers) {
    return send(request(uri, headers).DELETE());
  }

  public static HttpResponse<String> post(URI uri, String type, String body, String... headers) {
    return send(
        request(uri, headers).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  public static HttpResponse<String> form(URI uri, String body) {
    return post(uri, "application/x-www-form-urlencoded", body);
  }

  public static HttpResponse<String> method(String method, URI uri, String... headers) {
    return send(request(uri, headers).method(method, BodyPublishers.noBody()));
  }

  public static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The header's value, or nothing. */
  public static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static HttpRequest.Builder request(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    return (headers.length == 0) ? request : request.headers(headers);
  }
}
