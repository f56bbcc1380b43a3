package dev.aside.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginsTest {
  private static final Set<String> ALLOWED = Set.of("https://app.example");

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, localhost:8080, true",
        "none, none, true",
        "http://localhost:8080, localhost:8080, true",
        "http://127.0.0.1:8080, 127.0.0.1:8080, true",
        "http://[::1]:8080, [::1]:8080, true",
        "http://localhost, localhost, true",
        "http://localhost, localhost:80, true",
        "http://LOCALHOST, localhost, false",
        "http://localhost:8080, LOCALHOST:8080, true",
        "http://localhost:8080, localhost:8081, false",
        "https://localhost:8080, localhost:8080, false",
        "http://localhost:8080, none, false",
        "http://evil.example:8080, evil.example:8080, false", // its name points here
        "https://app.example, localhost:8080, true",
        "https://app.example.evil, localhost:8080, false",
        "http://app.example, localhost:8080, false",
        "null, localhost:8080, false",
        "'', localhost:8080, false",
      })
  void onLoopback(@Nullable String origin, @Nullable String host, boolean permitted)
      throws UnknownHostException {
    Origins origins = Origins.of(InetAddress.getByName("127.0.0.1"), ALLOWED);

    assertEquals(permitted, origins.permits(origin, host));
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.example, shop.example, true",
    "http://shop.example:8080, shop.example:8080, true",
    "http://shop.example, other.example, false",
    "https://shop.example, shop.example, false",
  })
  void onEveryAddress(String origin, String host, boolean permitted) throws UnknownHostException {
    Origins origins = Origins.of(InetAddress.getByName("0.0.0.0"), ALLOWED);

    assertEquals(permitted, origins.permits(origin, host));
  }
}
