package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connection has read which key. Each change of a key is announced once to each connection
 * that has read it, which is then forgotten until it reads again; FLUSHALL is announced as null. As
 * in Redis 7, a connection gets what its own command caused after the command's reply. Confined to
 * the simulation.
 */
final class Tracking {
  private final Map<String, Set<Session>> readers = new LinkedHashMap<>(); // ordered: seeds replay
  private final List<String> afterReply = new ArrayList<>();
  private int maxKeys = Integer.MAX_VALUE;
  private @Nullable Session current;

  /** {@code session}'s command begins. */
  void begin(Session session) {
    current = session;
    while (readers.size() > maxKeys) {
      modified(readers.keySet().iterator().next()); // the table is full: as if it had changed
    }
  }

  /** The command is over, and its reply is on its way. */
  void end() {
    Session session = current;
    current = null;
    if (session != null && !afterReply.isEmpty()) {
      List<String> keys = List.copyOf(afterReply);
      afterReply.clear();
      keys.forEach(session.pushes()::changed);
    }
  }

  /** {@code session} has read {@code key}, whether or not there is such a key. */
  void remember(Session session, String key) {
    if (session.isTracking()) {
      readers.computeIfAbsent(key, first -> new LinkedHashSet<>()).add(session);
    }
  }

  void modified(String key) {
    Set<Session> told = readers.remove(key);
    if (told != null) {
      told.forEach(session -> announce(session, key));
    }
  }

  private void announce(Session session, String key) {
    if (!session.isTracking()) {
      return;
    }
    if (session != current) {
      session.pushes().changed(key);
    } else if (!session.isNoLoop()) {
      afterReply.add(key);
    }
  }

  /** Everything has changed. */
  void flushed(Iterable<Session> sessions) {
    readers.clear();
    for (Session session : sessions) {
      if (session.isTracking()) {
        session.pushes().flushed();
      }
    }
  }

  /** Keys beyond this are given up: they are announced though they have not changed. */
  void limit(int keys) {
    maxKeys = keys;
  }

  void forget(Session session) {
    session.close();
    Iterator<Set<Session>> tables = readers.values().iterator();
    while (tables.hasNext()) {
      Set<Session> table = tables.next();
      table.remove(session);
      if (table.isEmpty()) {
        tables.remove();
      }
    }
  }
}
