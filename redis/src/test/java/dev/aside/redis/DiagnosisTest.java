package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WRONGPASS invalid username-password pair or user is disabled. | wrong user or password (WRONGPASS)",
        "NOAUTH HELLO must be called with the client already authenticated | a password is needed (NOAUTH)",
        "NOPROTO unsupported protocol version | no RESP3 (expected: Redis 6 or later, or Valkey)",
        "NOPERM this user has no permissions to run the 'time' command | the user may not do what is needed (NOPERM this user has no permissions to run the 'time' command)",
        "ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `default`, `SECRET` | a command is unknown (expected: Redis 6 or later, or Valkey)",
        "ERR DB index is out of range | the server answered ERR DB index is out of range",
        "MASTERDOWN Link with MASTER is down | the server answered MASTERDOWN",
      })
  void of_answerOfServer_isPutIntoWords(String answer, String words) {
    assertEquals(words, Diagnosis.of(new RedisCommandExecutionException(answer)));
  }

  @Test
  void of_wrapped_findsWhatItKnows() {
    assertEquals(
        "connection refused",
        Diagnosis.of(
            new CompletionException(
                new RedisConnectionException("Unable", new ConnectException("refused")))));
    assertEquals(
        "unknown host", Diagnosis.of(new IOException("lost", new UnknownHostException("h"))));
    assertEquals(
        "the connection was closed at once (expected: rediss:// if the server wants TLS)",
        Diagnosis.of(new IOException("Connection reset by peer")));
  }

  @Test
  void of_tls_saysWhatIsWrongWithTheCertificate() {
    assertEquals(
        "TLS: the server's certificate has expired",
        Diagnosis.of(handshake(new CertificateExpiredException("NotAfter"))));
    assertEquals(
        "TLS: the server's certificate is for another host",
        Diagnosis.of(handshake(new CertificateException("No name matching h found"))));
    assertEquals(
        "TLS: the server's certificate is not trusted",
        Diagnosis.of(handshake(new CertPathBuilderException("no path"))));
    assertEquals(
        "TLS: the server does not speak it on this port",
        Diagnosis.of(new DecoderException(new NotSslRecordException("not an SSL/TLS record"))));
  }

  private static Throwable handshake(Throwable cause) {
    SSLHandshakeException error = new SSLHandshakeException("handshake");
    error.initCause(cause);
    return error;
  }

  @Test
  void of_unknown_namesTheClassAlone() {
    assertEquals(
        "failed: java.lang.IllegalStateException",
        Diagnosis.of(new RuntimeException("SECRET", new IllegalStateException("SECRET"))));
  }
}
