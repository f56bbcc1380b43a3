package dev.aside.docs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A source that speaks as HTTP does: statuses, entity tags, times. Thread-safe. */
final class Directory {
  private final Database database = new Database();
  private final AtomicInteger confirmations = new AtomicInteger();

  /** What it answers. */
  record Reply(int status, String etag, Duration maxAge, @Nullable User user) {}

  Reply ask(String id, @Nullable String etag) {
    User user = database.find(id);
    String current = "\"" + Integer.toHexString(String.valueOf(user).hashCode()) + "\"";
    if (user == null) {
      return new Reply(404, "", Duration.ZERO, null);
    }
    if (current.equals(etag)) {
      confirmations.incrementAndGet();
      return new Reply(304, current, Duration.ofMinutes(5), null);
    }
    return new Reply(200, current, Duration.ofMinutes(5), user);
  }

  void save(User user) {
    database.save(user);
  }

  /** How often it was asked in vain. */
  int confirmations() {
    return confirmations.get();
  }
}
