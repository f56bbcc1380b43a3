package dev.aside.docs;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The source of truth of the samples. Thread-safe. */
final class Database {
  private final Map<String, User> rows = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();

  Database() {
    save(new User("1", "Ada", "London"));
    save(new User("2", "Rokeya", "Dhaka"));
    save(new User("42", "Satyendra", "Kolkata"));
  }

  @Nullable User find(String id) {
    questions.incrementAndGet();
    return rows.get(id);
  }

  Map<String, User> findAll(Set<String> ids) {
    questions.incrementAndGet();
    Map<String, User> found = new HashMap<>(rows);
    found.keySet().retainAll(ids);
    return found;
  }

  void save(User user) {
    rows.put(user.id(), user);
  }

  /** How often it was asked. */
  int questions() {
    return questions.get();
  }
}
