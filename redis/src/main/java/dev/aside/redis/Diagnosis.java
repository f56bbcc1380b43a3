package dev.aside.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisLoadingException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the error of making a connection into words for an operator. What it does not know it names
 * by its class alone: the text of an unknown error may hold anything.
 */
final class Diagnosis {
  private static final String CLOSED =
      "the connection was closed at once (expected: rediss:// if the server wants TLS)";

  private Diagnosis() {}

  /** What is wrong, without secrets. */
  static String of(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      String known = known(t);
      if (known != null) {
        return known;
      }
    }
    return has(error, IOException.class::isInstance)
        ? CLOSED
        : "failed: " + root(error).getClass().getName();
  }

  private static @Nullable String known(Throwable t) {
    if (t instanceof TroubleException) {
      return t.getMessage();
    }
    if (t instanceof RedisCommandExecutionException) {
      return answered((RedisCommandExecutionException) t);
    }
    if (t instanceof RedisCommandTimeoutException) {
      return "connected, but no answer in time";
    }
    if (t instanceof UnknownHostException) {
      return "unknown host";
    }
    if (t instanceof NoRouteToHostException) {
      return "no route to the host";
    }
    if (t instanceof ConnectTimeoutException) {
      return "no answer to the connection";
    }
    if (t instanceof ConnectException) {
      return "connection refused";
    }
    if (t instanceof RedisConnectionException && isClosedEarly(t)) {
      return CLOSED;
    }
    if (t instanceof SSLException) {
      return "TLS: " + tls(t);
    }
    return null;
  }

  private static String answered(RedisCommandExecutionException e) {
    String message = String.valueOf(e.getMessage());
    String code = message.split(" ", 2)[0];
    if (e instanceof RedisLoadingException) {
      return "the server is loading its data";
    }
    return switch (code) {
      case "WRONGPASS" -> "wrong user or password (WRONGPASS)";
      case "NOAUTH" -> "a password is needed (NOAUTH)";
      case "NOPERM" -> "the user may not do what is needed (" + message + ")";
      case "NOPROTO" -> "no RESP3 (expected: Redis 6 or later, or Valkey)";
      case "READONLY" -> "the server is a replica and takes no writes (READONLY)";
      case "NOREPLICAS" -> "the server has too few replicas and takes no writes (NOREPLICAS)";
      case "MISCONF" -> "the server cannot save its data and takes no writes (MISCONF)";
      case "OOM" -> "the server's memory is full and it evicts nothing (OOM)";
      case "ERR" -> error(message);
      default -> "the server answered " + code;
    };
  }

  private static String error(String message) {
    if (message.contains("unknown command")) { // the rest repeats the arguments, of AUTH too
      return "a command is unknown (expected: Redis 6 or later, or Valkey)";
    }
    return "the server answered " + message;
  }

  private static boolean isClosedEarly(Throwable t) {
    return String.valueOf(t.getMessage()).contains("closed prematurely");
  }

  private static String tls(Throwable t) {
    if (t instanceof SslHandshakeTimeoutException
        || has(t, NotSslRecordException.class::isInstance)) {
      return "the server does not speak it on this port";
    }
    if (has(t, CertificateExpiredException.class::isInstance)) {
      return "the server's certificate has expired";
    }
    if (has(t, cause -> cause instanceof CertificateException && isAboutName(cause))) {
      return "the server's certificate is for another host";
    }
    if (has(t, GeneralSecurityException.class::isInstance)) {
      return "the server's certificate is not trusted";
    }
    return root(t).getClass().getSimpleName();
  }

  private static boolean isAboutName(Throwable t) {
    String message = String.valueOf(t.getMessage());
    return message.contains("subject alternative") || message.startsWith("No name matching");
  }

  private static boolean has(Throwable error, Predicate<Throwable> wanted) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (wanted.test(t)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable error) {
    Throwable t = error;
    for (Throwable next = t.getCause(); next != null; next = t.getCause()) {
      t = next;
    }
    return t;
  }
}
