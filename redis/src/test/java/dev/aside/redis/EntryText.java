package dev.aside.redis;

import dev.aside.spi.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries in words in which the same is the same on every server: leases by the number in which
 * they were granted, times by whether they are set. Confined to its trace.
 */
final class EntryText {
  private static final int NOTE_SIZE = EntryHeader.WRITER_SIZE + Long.BYTES;

  private final List<byte[]> leases = new ArrayList<>();

  /** Takes in a lease that was granted, and gives its number. */
  int learn(byte[] id) {
    leases.add(id);
    return leases.size();
  }

  /**
   * A lease that was granted, mostly a late one; {@code unknown} if there is none, or by chance.
   */
  byte[] lease(int chance, byte[] unknown) {
    int back = Math.max(0, Math.floorMod(chance, 8) - 5); // mostly 0
    return (back >= leases.size() || back == 2) ? unknown : leases.get(leases.size() - 1 - back);
  }

  static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** What is stored, whole or its header. */
  String of(byte @Nullable [] stored) {
    if (stored == null) {
      return "nothing";
    }
    if (!EntryHeader.isOurs(stored)) {
      return "foreign " + stored.length + " " + Arrays.hashCode(stored);
    }
    return (char) EntryHeader.state(stored)
        + " flags "
        + stored[EntryHeader.FLAGS]
        + " lease "
        + leaseOf(stored)
        + " deadline "
        + isSet(stored, EntryHeader.LEASE_DEADLINE)
        + " soft "
        + isSet(stored, EntryHeader.SOFT_EXPIRY)
        + " hard "
        + isSet(stored, EntryHeader.HARD_EXPIRY)
        + " version "
        + EntryHeader.number(stored, EntryHeader.VERSION)
        + " stamp "
        + isSet(stored, EntryHeader.STAMP)
        + " body "
        + bodyOf(stored);
  }

  private static String isSet(byte[] stored, int offset) {
    return (EntryHeader.number(stored, offset) == 0) ? "none" : "set";
  }

  private String leaseOf(byte[] stored) {
    byte[] id = EntryHeader.leaseId(stored);
    if (id == null) {
      return "none";
    }
    int failures = EntryHeader.failures(stored);
    if (failures > 0) {
      return "nobody's after " + failures;
    }
    for (int i = 0; i < leases.size(); i++) {
      if (Arrays.equals(leases.get(i), id)) {
        return Integer.toString(i + 1);
      }
    }
    return "unknown";
  }

  /** Of write intents the writers, without their deadlines. */
  private static String bodyOf(byte[] stored) {
    if (EntryHeader.state(stored) != EntryHeader.WRITE_INTENT) {
      return stored.length + " " + Arrays.hashCode(tail(stored, EntryHeader.KEY_CHECK));
    }
    StringBuilder writers = new StringBuilder();
    for (int at = EntryHeader.SIZE; at + NOTE_SIZE <= stored.length; at += NOTE_SIZE) {
      byte[] writer = Arrays.copyOfRange(stored, at, at + EntryHeader.WRITER_SIZE);
      writers.append(HexFormat.of().formatHex(writer, 0, 2)).append(' ');
    }
    return writers.toString();
  }

  private static byte[] tail(byte[] stored, int from) {
    return Arrays.copyOfRange(stored, from, stored.length);
  }
}
