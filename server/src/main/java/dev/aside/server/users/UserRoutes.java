package dev.aside.server.users;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.RawAnswer;
import dev.aside.server.http.Answer;
import dev.aside.server.http.EntityTags;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Limits;
import dev.aside.server.http.Problem;
import dev.aside.server.http.Refusal;
import dev.aside.server.http.Route;
import dev.aside.server.http.Workers;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The routes over users: reads through the cache, writes to the database inside a write intent.
 * Thread-safe.
 */
public final class UserRoutes {
  /** Ids that one request may ask for; more: 400. */
  static final int MAX_IDS = 100;

  /** A browser may keep an answer, but asks each time whether it still holds. */
  private static final String REVALIDATE = "no-cache";

  private static final Pattern JSON_TYPE =
      Pattern.compile("(?i)\\s*application/json\\s*(?:;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");

  private static final Codec<User> CODEC = Codec.json(User.class);

  private final AsideCache<Long, User> cache;
  private final UserTable table;
  private final Workers workers;

  private UserRoutes(AsideCache<Long, User> cache, UserTable table, Workers workers) {
    this.cache = cache;
    this.table = table;
    this.workers = workers;
  }

  /**
   * The routes over a table and its cache.
   *
   * @param workers where the database is written
   */
  public static List<Route> of(AsideCache<Long, User> cache, UserTable table, Workers workers) {
    UserRoutes routes = new UserRoutes(cache, table, workers);
    return List.of(
        Route.at("/users").get(routes::list),
        Route.at("/users/{id}").get(routes::show).put(routes::save).delete(routes::delete));
  }

  private void show(Exchange exchange) {
    long id = id(exchange);
    if (id == UserId.NONE) {
      exchange.send(notFound());
      return;
    }
    exchange.then(
        cache.raw().answer(id),
        answer -> {
          byte[] json = answer.bytes();
          Answer found = (json == null) ? notFound() : fresh(exchange, json);
          exchange.send(found.header("Cache-Status", CacheStatus.of(answer)));
        });
  }

  private void list(Exchange exchange) {
    Set<Long> ids = ids(exchange);
    exchange.then(
        cache.raw().answerAll(ids),
        answers -> {
          Answer answer = fresh(exchange, array(answers.values()));
          exchange.send(answer.header("Cache-Status", CacheStatus.of(answers.values())));
        });
  }

  private void save(Exchange exchange) {
    long id = id(exchange);
    if (id == UserId.NONE) {
      exchange.send(notFound());
      return;
    }
    String type = exchange.header("Content-Type");
    if (type == null || !JSON_TYPE.matcher(type).matches()) {
      throw Refusal.of(415, "The body is of another type (expected: application/json).");
    }
    exchange.then(
        exchange.body(Limits.MAX_BODY),
        body -> {
          User user = UserForm.parse(body).withId(id);
          exchange.then(
              written(id, () -> table.save(user)), created -> exchange.send(saved(user, created)));
        });
  }

  private void delete(Exchange exchange) {
    long id = id(exchange);
    if (id == UserId.NONE) {
      exchange.send(notFound());
      return;
    }
    exchange.then(
        written(id, () -> table.delete(id)),
        existed -> exchange.send(existed ? Answer.empty(204) : notFound()));
  }

  /**
   * Writes to the database inside a write intent: no instance serves the old state once this has
   * ended, nor if this one dies in between. Redis being away does not fail the client's write.
   */
  private <T> CompletionStage<T> written(long id, Callable<T> transaction) {
    return cache.async().write(List.of(id), () -> workers.run(transaction));
  }

  /** JSON as it is stored, or 304 to a client that has it. */
  private static Answer fresh(Exchange exchange, byte[] json) {
    String tag = EntityTags.of(json);
    Answer answer =
        EntityTags.match(exchange.headers("If-None-Match"), tag)
            ? Answer.empty(304)
            : Answer.json(200, json);
    return answer.header("ETag", tag).header("Cache-Control", REVALIDATE);
  }

  private static Answer saved(User user, boolean created) {
    byte[] json = CODEC.encode(user);
    Answer answer = Answer.json(created ? 201 : 200, json).header("ETag", EntityTags.of(json));
    return created ? answer.header("Location", "/users/" + user.id()) : answer;
  }

  private static Answer notFound() {
    return Answer.text(404, "User not found").header("Cache-Control", REVALIDATE);
  }

  private static byte[] array(Collection<RawAnswer> answers) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(256 * answers.size());
    json.write('[');
    answers.stream()
        .map(RawAnswer::bytes)
        .filter(Objects::nonNull)
        .forEach(
            bytes -> {
              if (json.size() > 1) {
                json.write(',');
              }
              json.writeBytes(bytes);
            });
    json.write(']');
    return json.toByteArray();
  }

  private static long id(Exchange exchange) {
    return UserId.parse(exchange.parameter("id"));
  }

  private static Set<Long> ids(Exchange exchange) {
    String text = String.join(",", exchange.request().params().getAll("ids"));
    String[] parts = text.split(",", -1);
    if (text.isEmpty() || parts.length > MAX_IDS) {
      throw Refusal.of(Problem.invalid("ids", "1 to " + MAX_IDS + " ids, separated by commas"));
    }
    Set<Long> ids = new LinkedHashSet<>();
    for (String part : parts) {
      long id = UserId.parse(part);
      if (id == UserId.NONE) {
        throw Refusal.of(Problem.invalid("ids", "whole numbers from 1, separated by commas"));
      }
      ids.add(id);
    }
    return ids;
  }
}
