package dev.aside.bench.boot;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /users/42}: the JSON that Redis holds under {@code raw:42}. {@code GET /local/42}: the
 * same out of a Caffeine cache by Spring's annotation.
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableCaching
public class BootService {
  /** Starts it; prints {@code port 12345} when it serves. */
  public static void main(String[] arguments) {
    SpringApplication.run(BootService.class, arguments);
  }

  /** Tells the program that started it where it listens. */
  @EventListener
  public void started(ServletWebServerInitializedEvent event) {
    System.out.println("port " + event.getWebServer().getPort());
  }

  /** Reads from Redis. */
  @Component
  public static class Users {
    private final StringRedisTemplate redis;

    Users(StringRedisTemplate redis) {
      this.redis = redis;
    }

    /** From Redis each time. */
    public @Nullable String find(String id) {
      return redis.opsForValue().get("raw:" + id);
    }

    /** From memory, if it is there. */
    @Cacheable("users")
    public @Nullable String findLocal(String id) {
      return find(id);
    }
  }

  /** The routes. */
  @RestController
  public static class Routes {
    private final Users users;

    Routes(Users users) {
      this.users = users;
    }

    /** From Redis each time. */
    @GetMapping("/users/{id}")
    public ResponseEntity<byte[]> user(@PathVariable("id") String id) {
      return answer(users.find(id));
    }

    /** From memory, if it is there. */
    @GetMapping("/local/{id}")
    public ResponseEntity<byte[]> local(@PathVariable("id") String id) {
      return answer(users.findLocal(id));
    }

    private static ResponseEntity<byte[]> answer(@Nullable String json) {
      return (json == null)
          ? ResponseEntity.notFound().build()
          : ResponseEntity.ok()
              .contentType(MediaType.APPLICATION_JSON)
              .body(Objects.requireNonNull(json).getBytes(StandardCharsets.UTF_8));
    }
  }
}
