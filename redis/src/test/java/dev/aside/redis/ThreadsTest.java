package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.testkit.Await;
import dev.aside.testkit.RecordingReceiver;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class ThreadsTest {
  private static final byte[] KEY = Open.utf8("user:42");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void open_inUse_hasFewThreadsAllOfThemDaemons() {
    awaitNoThreads();
    try (Backend backend = Open.available(redis.uri())) {
      use(backend);

      List<Thread> threads = ours();
      assertTrue(threads.size() <= 5, threads.toString());
      assertTrue(threads.stream().allMatch(Thread::isDaemon), threads.toString());
    }
  }

  @Test
  void close_afterUse_leavesNoThreadAndNoConnection() {
    Backend backend = Open.available(redis.uri());
    use(backend);
    long start = System.nanoTime();

    backend.close();

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(Duration.ofSeconds(3)) < 0, "took " + took);
    awaitNoThreads();
    try (RespClient client = redis.client()) {
      Await.until(
          "the server has no connection of ours",
          () -> !String.valueOf(client.text("CLIENT", "LIST")).contains("test-client"));
    }
  }

  @Test
  void close_serverNeverThere_leavesNoThread() {
    try (Backend backend = Open.at("redis://127.0.0.1:1")) {
      Await.until("a try has failed", () -> backend.troubles().toString().contains("refused"));
    }
    awaitNoThreads();
  }

  @Test
  void close_atOnceAfterOpen_leavesNoThread() {
    for (int i = 0; i < 20; i++) {
      Open.at(redis.uri()).close();
    }
    awaitNoThreads();
  }

  @Test
  void close_fromSupplierThatHangs_returnsAndLeavesNoThread() {
    Object never = new Object();
    try (Backend backend =
        Open.at(
            redis.uri(),
            () -> {
              synchronized (never) {
                try {
                  never.wait();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              return new char[0];
            })) {
      assertEquals(
          List.of("127.0.0.1:" + redis.port() + ": not connected yet (reads, writes, messages)"),
          backend.troubles());
    }
    awaitNoThreads();
  }

  @Test
  void transport_onLinux_isNative() {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux");
    assertEquals(linux, Epoll.isAvailable());
  }

  private static void use(Backend backend) {
    Await.result(backend.store().get(KEY));
    Await.result(backend.store().put(KEY, Entry.of("x"), Open.MINUTE));
    Await.result(backend.broker().subscribe("chat", RecordingReceiver.create()));
  }

  private static void awaitNoThreads() {
    Await.until(
        "no thread is left",
        () -> {
          assertEquals(List.of(), ours());
          return true;
        });
  }

  private static List<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("(aside-redis|lettuce).*"))
        .filter(thread -> !thread.getName().equals("aside-redis-log")) // of the embedded server
        .toList();
  }
}
