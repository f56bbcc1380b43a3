package dev.aside.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first 64 bytes of every stored entry, big endian. The server's scripts read and write them
 * too, so the layout is a wire format: a change needs a new format number. An entry of another
 * number is not ours: it is neither served nor stored over by a fill, whoever wrote it, so that two
 * versions can share a server. A version that introduces number N reads N - 1 as well.
 *
 * <pre>
 *  0 'R' '1'          format
 *  2 state            L lease, V value, T tombstone, W write intent
 *  3 flags            of a value, bit 0: the source has no such key; others: see the cache;
 *                     of write intents, bit 0: contended
 *  4 leaseId[16]      caller's nonce[8], server's microseconds[8]; zeros: no lease;
 *                     15 x 0xFF and a count: nobody's until the deadline, as so many loads failed
 * 20 leaseDeadline    ms, server's clock; of write intents: until when the key is held off after them
 * 28 softExpiry       ms, server's clock: fresh until
 * 36 hardExpiry       ms, server's clock: served at all until
 * 44 version          the source's version of the value, or the floor of a tombstone, also of one
 *                     that is to follow on write intents, 0: none
 * 52 stamp            microseconds, server's clock, when it was stored
 * 60 keyCheck[4]      of the key the value was stored for
 * 64 body            of a value: see the cache; of write intents: n x (writer[16], deadline[8] in ms)
 * </pre>
 */
public final class EntryHeader {
  /** Length of the header in bytes. */
  public static final int SIZE = 64;

  /** State: the placeholder of a lease, no value. */
  public static final byte LEASE = 'L';

  /** State: a value, perhaps with a lease for its refresh. */
  public static final byte VALUE = 'V';

  /** State: invalidated and held off. */
  public static final byte TOMBSTONE = 'T';

  /** State: writers are at work. */
  public static final byte WRITE_INTENT = 'W';

  /** Offset of the flags byte. */
  public static final int FLAGS = 3;

  /** Offset of the lease id. */
  public static final int LEASE_ID = 4;

  /** Length of a lease id. */
  public static final int LEASE_ID_SIZE = 16;

  /** Offset of the lease deadline. */
  public static final int LEASE_DEADLINE = 20;

  /** Offset of the soft expiry. */
  public static final int SOFT_EXPIRY = 28;

  /** Offset of the hard expiry. */
  public static final int HARD_EXPIRY = 36;

  /** Offset of the source's version. */
  public static final int VERSION = 44;

  /** Offset of the stamp. */
  public static final int STAMP = 52;

  /** Offset of the key check. */
  public static final int KEY_CHECK = 60;

  /** Length of a writer's id in the body of a write intent. */
  public static final int WRITER_SIZE = 16;

  private static final int STATE = 2;
  private static final byte NOBODY = (byte) 0xFF;
  private static final byte[] FORMAT = "R1".getBytes(StandardCharsets.US_ASCII);

  private EntryHeader() {}

  /** Whether {@code stored} begins with a header of a format we know. */
  public static boolean isOurs(byte[] stored) {
    return stored.length >= SIZE && stored[0] == FORMAT[0] && stored[1] == FORMAT[1];
  }

  /** Begins a header: format and state, everything else zero. */
  public static void begin(byte[] target, byte state) {
    target[0] = FORMAT[0];
    target[1] = FORMAT[1];
    target[STATE] = state;
  }

  /** One of {@link #LEASE}, {@link #VALUE}, {@link #TOMBSTONE}, {@link #WRITE_INTENT}. */
  public static byte state(byte[] entry) {
    return entry[STATE];
  }

  /** The eight bytes at {@code offset} as a number. */
  public static long number(byte[] entry, int offset) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << Byte.SIZE) | (entry[offset + i] & 0xFF);
    }
    return value;
  }

  /** Writes {@code value} into the eight bytes at {@code offset}. */
  public static void number(byte[] entry, int offset, long value) {
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      entry[offset + i] = (byte) value;
      value >>>= Byte.SIZE;
    }
  }

  /** The lease id in the entry, a back-off's included; null if it has none. */
  public static byte @Nullable [] leaseId(byte[] entry) {
    for (int i = LEASE_ID; i < LEASE_ID + LEASE_ID_SIZE; i++) {
      if (entry[i] != 0) {
        return Arrays.copyOfRange(entry, LEASE_ID, LEASE_ID + LEASE_ID_SIZE);
      }
    }
    return null;
  }

  /** How many loads have failed in a row, as a back-off in the entry says; 0 if there is none. */
  public static int failures(byte[] entry) {
    int last = LEASE_ID + LEASE_ID_SIZE - 1;
    for (int i = LEASE_ID; i < last; i++) {
      if (entry[i] != NOBODY) {
        return 0;
      }
    }
    return entry[last] & 0xFF;
  }

  /** The id that stands for nobody's lease after so many failures, 1 to 255. */
  public static byte[] backOffId(int failures) {
    byte[] id = new byte[LEASE_ID_SIZE];
    Arrays.fill(id, NOBODY);
    id[LEASE_ID_SIZE - 1] = (byte) failures;
    return id;
  }
}
