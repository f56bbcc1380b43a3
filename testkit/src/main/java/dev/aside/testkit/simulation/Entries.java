package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lease;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows entries to people. */
final class Entries {
  private Entries() {}

  /** A reply of the server. */
  static String shown(@Nullable Object reply) {
    if (reply instanceof byte[] stored) {
      return shown(stored);
    }
    if (reply instanceof Lease.Granted granted) {
      return "lease ..." + EntryHeader.number(granted.id(), Long.BYTES) % 1_000_000;
    }
    if (reply instanceof List<?> replies) {
      return replies.stream().map(Entries::shown).toList().toString();
    }
    return String.valueOf(reply);
  }

  /** State, lease and the printable part of what is stored. */
  private static String shown(byte[] stored) {
    if (!EntryHeader.isOurs(stored)) {
      return stored.length + " bytes";
    }
    long lease = EntryHeader.number(stored, EntryHeader.LEASE_ID + Long.BYTES);
    return (char) EntryHeader.state(stored)
        + ((lease == 0) ? "" : " lease ..." + lease % 1_000_000)
        + printable(stored);
  }

  private static String printable(byte[] stored) {
    String body =
        new String(
            stored, EntryHeader.SIZE, stored.length - EntryHeader.SIZE, StandardCharsets.US_ASCII);
    String letters = body.replaceAll("[^ -~]+", "");
    return letters.isEmpty() ? "" : " " + letters;
  }
}
