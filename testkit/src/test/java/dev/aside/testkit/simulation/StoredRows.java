package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Watches what is stored in L2 (C1): from the moment at which a lease was granted, or an entry was
 * removed, no value may be stored that the database held before. Confined to its simulation.
 */
final class StoredRows implements SimulatedRedis.Observer {
  private static final Pattern VALUE = Pattern.compile(Rows.VERSION + "(\\d+);");
  private static final String KEY_PREFIX = Rows.CACHE + ":";

  private final VersionedDatabase database;
  private final Promises promises;
  private final Map<String, Long> floors = new HashMap<>();
  private int node;

  StoredRows(Simulation simulation) {
    this.database = simulation.database();
    this.promises = simulation.world().promises;
  }

  @Override
  public void changed(int fromNode, String key, byte @Nullable [] entry) {
    if (fromNode != node) { // another server has taken over, which may know less
      node = fromNode;
      floors.clear();
    }
    if (!key.startsWith(KEY_PREFIX)) {
      return;
    }
    String row = key.substring(KEY_PREFIX.length());
    if (entry == null || isLease(entry)) {
      floors.put(row, database.version(row));
    } else if (isValue(entry)) {
      long version = version(entry);
      if (version < floors.getOrDefault(row, 0L)) {
        promises.violation(
            "C1: version %d of row %s is stored (expected: %d or later)"
                .formatted(version, row, floors.get(row)));
      }
    }
  }

  private static boolean isLease(byte[] entry) {
    return EntryHeader.isOurs(entry) && EntryHeader.state(entry) == EntryHeader.LEASE;
  }

  /** Of a plain layout everything is a value. */
  static boolean isValue(byte[] entry) {
    return !EntryHeader.isOurs(entry) || EntryHeader.state(entry) == EntryHeader.VALUE;
  }

  /** The version in an entry; 0 for an absence. */
  static long version(byte[] entry) {
    int from = EntryHeader.isOurs(entry) ? EntryHeader.SIZE : 0;
    Matcher value =
        VALUE.matcher(new String(entry, from, entry.length - from, StandardCharsets.ISO_8859_1));
    return value.find() ? Long.parseLong(value.group(1)) : 0;
  }
}
