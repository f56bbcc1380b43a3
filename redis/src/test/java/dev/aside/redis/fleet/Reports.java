package dev.aside.redis.fleet;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Where a process tells the {@link Ledger} what it has seen and done. Thread-safe. */
final class Reports {
  private static final int BUFFER_BYTES = 1 << 16;

  private final DataOutputStream out; // guarded by this

  Reports(int port, int member) throws IOException {
    out =
        new DataOutputStream(
            new BufferedOutputStream(
                Database.open(port, Oracle.REPORT, member).getOutputStream(), BUFFER_BYTES));
  }

  /** What was seen by a read that began at {@code nanos}; may wait in the buffer. */
  synchronized void read(int kind, int key, int version, long nanos) throws IOException {
    write(kind, key, version, nanos);
  }

  /** Something that reads are judged by; written at once, or a later kill would hide it. */
  synchronized void tell(int kind, int key, int version, long nanos) throws IOException {
    write(kind, key, version, nanos);
    out.flush();
  }

  private void write(int kind, int key, int version, long nanos) throws IOException {
    out.writeByte(kind);
    out.writeShort(key);
    out.writeInt(version);
    out.writeLong(nanos);
  }
}
