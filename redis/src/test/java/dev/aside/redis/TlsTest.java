package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.aside.embedded.RedisProcess;
import dev.aside.spi.Backend;
import dev.aside.testkit.Await;
import dev.aside.testkit.RecordingReceiver;
import dev.aside.testkit.RespClient;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class TlsTest {
  private static final byte[] KEY = Open.utf8("user:42");

  @TempDir static Path scratch;
  private static Certificate otherHost;
  private static RedisProcess redis;
  private static int tlsPort;

  /** The JVM's own trust store is the one in use; it does not like to be changed more than once. */
  @BeforeAll
  static void start() throws Exception {
    Certificate trusted = Certificate.of(scratch.resolve("trusted"), "ip:127.0.0.1");
    otherHost = Certificate.of(scratch.resolve("other-host"), "dns:other.example");
    Path trust = scratch.resolve("trust.p12");
    Certificate.writeTrustStore(trust, trusted, otherHost);
    System.setProperty("javax.net.ssl.trustStore", trust.toString());
    System.setProperty("javax.net.ssl.trustStorePassword", Certificate.PASSWORD);
    tlsPort = freePort();
    redis = serverWith(trusted, tlsPort);
  }

  @AfterAll
  static void stop() {
    redis.close();
    System.clearProperty("javax.net.ssl.trustStore");
    System.clearProperty("javax.net.ssl.trustStorePassword");
  }

  @Test
  void trustedCertificate_works() {
    try (Backend backend = Open.available("rediss://127.0.0.1:" + tlsPort)) {
      Await.result(backend.store().put(KEY, Entry.large(), Open.MINUTE));
      assertEquals(Entry.text(Entry.large()), Entry.text(Await.result(backend.store().get(KEY))));
      RecordingReceiver receiver = RecordingReceiver.create();
      Await.result(backend.broker().subscribe("chat", receiver));
      Await.result(backend.broker().publish("chat", KEY));
      receiver.await(1);
    }
  }

  @Test
  void untrustedCertificate_isRefused() throws Exception {
    assertServerRefused(
        Certificate.of(scratch.resolve("untrusted"), "ip:127.0.0.1"),
        "TLS: the server's certificate is not trusted");
  }

  @Test
  void certificateOfAnotherHost_isRefused() throws Exception {
    assertServerRefused(otherHost, "TLS: the server's certificate is for another host");
  }

  private static void assertServerRefused(Certificate certificate, String trouble)
      throws Exception {
    int port = freePort();
    try (RedisProcess server = serverWith(certificate, port);
        RespClient client = RespClient.connect(server.port())) {
      assertRefused("rediss://127.0.0.1:" + port, trouble);
      assertEquals(0, CommandStats.calls(client, "hello"), "nothing was said to it");
    }
  }

  @Test
  void plainServer_isRefusedAndNothingIsSentInTheClear() {
    try (RespClient client = RespClient.connect(redis.port())) {
      client.command("CONFIG", "RESETSTAT");

      assertRefused(
          "rediss://:secret@127.0.0.1:" + redis.port(),
          "TLS: the server does not speak it on this port");

      assertEquals(0, CommandStats.calls(client, "hello"));
      assertEquals(0, CommandStats.calls(client, "auth"));
    }
  }

  @Test
  void plainClient_isTurnedAwayAndToldWhy() {
    assertRefused(
        "redis://127.0.0.1:" + tlsPort,
        "the connection was closed at once (expected: rediss:// if the server wants TLS)");
  }

  private static void assertRefused(String uri, String trouble) {
    try (Backend backend = Open.at(uri)) {
      Await.until(
          "it says: " + trouble,
          () -> {
            String address = uri.substring(uri.lastIndexOf('1', uri.lastIndexOf(':')) - 8);
            assertEquals(
                List.of(address + ": " + trouble + " (reads, writes, messages)"),
                backend.troubles());
            return true;
          });
      assertFalse(backend.store().isAvailable());
      Await.failure(backend.store().get(KEY));
    }
  }

  private static RedisProcess serverWith(Certificate certificate, int port) {
    return RedisProcess.builder()
        .arguments(
            "--tls-port",
            Integer.toString(port),
            "--tls-cert-file",
            certificate.certificate.toString(),
            "--tls-key-file",
            certificate.key.toString(),
            "--tls-ca-cert-file",
            certificate.certificate.toString(),
            "--tls-auth-clients",
            "no")
        .start();
  }

  /** Below the ports of outgoing connections, and apart from those the server picks itself. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 20_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // the next one
      }
    }
  }
}
