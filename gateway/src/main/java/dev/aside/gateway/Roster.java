package dev.aside.gateway;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of this process: all, by secret, and by user. Thread-safe. */
final class Roster {
  private final Map<String, Session> byClient = new ConcurrentHashMap<>();
  private final Map<String, Set<Session>> byUser = new ConcurrentHashMap<>();

  void add(Session session) {
    byClient.put(session.client, session);
  }

  /** Counts a session to its user; false if the user has {@code most} already. */
  boolean claim(Session session, int most) {
    if (session.user.isEmpty()) {
      return true;
    }
    boolean[] within = new boolean[1];
    byUser.compute(
        session.user,
        (user, mine) -> {
          Set<Session> all = (mine == null) ? ConcurrentHashMap.newKeySet() : mine;
          within[0] = all.size() < most && all.add(session);
          return all;
        });
    return within[0];
  }

  void remove(Session session) {
    byClient.remove(session.client);
    byUser.computeIfPresent(
        session.user,
        (user, mine) -> {
          mine.remove(session);
          return mine.isEmpty() ? null : mine;
        });
  }

  List<Session> all() {
    return List.copyOf(byClient.values());
  }

  List<Session> of(String user) {
    return List.copyOf(byUser.getOrDefault(user, Set.of()));
  }

  int size() {
    return byClient.size();
  }
}
