package dev.aside.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.BatchLoader;
import dev.aside.cache.Outcome;
import dev.aside.cache.PartialLoadException;
import dev.aside.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The samples of {@code loaders.md}. */
final class LoadersSamplesTest {
  private final ManualTime time = ManualTime.create();
  private final Aside aside =
      Aside.builder("memory:").timeSource(time).executor(Runnable::run).build();
  private final Database database = new Database();
  private final Directory directory = new Directory();
  private AsideCache<String, User> users = aside.cache("user", User.class).build();

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void contextLoader_valueHasNotChanged_isNotSentAgain() {
    useDirectory();
    User user = users.get("42");
    time.advance(Duration.ofMinutes(5));
    assertEquals(user, users.get("42"));
    assertEquals(1, directory.confirmations());
    assertNull(users.get("43"));

    directory.save(new User("42", "Satyendra", "Dhaka"));
    time.advance(Duration.ofMinutes(5));
    assertEquals(new User("42", "Satyendra", "Dhaka"), users.get("42"));
  }

  @Test
  void absences_areRemembered() {
    // region absent
    users =
        aside
            .cache("user", User.class)
            .absentTtl(Duration.ofSeconds(30))
            .absentBudget(1_000) // new ones in 30 seconds, per process
            .loader(database::find)
            .build();
    // endregion
    assertNull(users.get("43"));
    assertNull(users.get("43"));
    assertEquals(1, database.questions());
  }

  @Test
  void getAll_some_inOneQuestion() {
    // region batch-loader
    users =
        aside
            .cache("user", User.class)
            .batchLoader(database::findAll) // a Set of keys in, a Map of values out
            .maxBatch(500)
            .build();
    // endregion
    // region get-all
    Map<String, User> found = users.getAll(List.of("1", "2", "43"));
    // endregion
    assertEquals(List.of("1", "2"), List.copyOf(found.keySet()), "43 does not exist");
    assertEquals(1, database.questions());
  }

  @Test
  void getAllOutcomes_someFail_eachIsTold() {
    List<String> report = new ArrayList<>();
    // region partial
    BatchLoader<String, User> loader =
        ids -> {
          Map<String, User> found = new HashMap<>();
          Map<String, Throwable> failed = new HashMap<>();
          for (String id : ids) {
            try {
              User user = askShardOf(id);
              if (user != null) {
                found.put(id, user);
              }
            } catch (IOException e) {
              failed.put(id, e);
            }
          }
          if (!failed.isEmpty()) {
            throw new PartialLoadException(found, failed);
          }
          return found;
        };
    // endregion
    // region outcomes
    Map<String, Outcome<User>> outcomes = users.getAllOutcomes(List.of("1", "2", "43"), loader);
    outcomes.forEach(
        (id, outcome) -> {
          RuntimeException failure = outcome.failure();
          if (failure != null) {
            report.add(id + " failed: " + failure.getCause());
          } else if (outcome.isAbsent()) {
            report.add(id + " does not exist");
          } else {
            report.add(id + " is " + outcome.value());
          }
        });
    // endregion
    assertEquals(
        List.of(
            "1 is User[id=1, name=Ada, city=London]",
            "2 failed: java.io.IOException: shard 2 is away",
            "43 does not exist"),
        report);
  }

  private @Nullable User askShardOf(String id) throws IOException {
    if (id.equals("2")) {
      throw new IOException("shard 2 is away");
    }
    return database.find(id);
  }

  private void useDirectory() {
    // region context-loader
    users =
        aside
            .cache("user", User.class)
            .staleIfError(Duration.ofHours(1)) // keeps the old value for the loader to ask about
            .contextLoader(
                (id, context) -> {
                  Directory.Reply reply = directory.ask(id, context.staleValidator());
                  if (reply.status() == 304) {
                    context.ttl(reply.maxAge());
                    return context.notModified();
                  }
                  if (reply.status() == 404) {
                    return context.absent(Duration.ofSeconds(30));
                  }
                  context.validator(reply.etag());
                  context.ttl(reply.maxAge());
                  return reply.user();
                })
            .build();
    // endregion
  }
}
