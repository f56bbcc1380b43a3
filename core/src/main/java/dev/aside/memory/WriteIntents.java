package dev.aside.memory;

import dev.aside.spi.EntryHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writers at work on one key, as they stand in its entry, and the tombstone that is to be there
 * when they are gone. One shared marker would not do: the first writer to end would take away the
 * protection of the others. Immutable.
 */
final class WriteIntents {
  private static final int NOTE_SIZE = EntryHeader.WRITER_SIZE + Long.BYTES;

  private static final byte CONTENDED = 1;

  private record Note(byte[] writer, long deadlineMillis) {}

  private final List<Note> notes;

  /** Whether there was a time at which two writers were at work, ended or not. */
  private final boolean contended;

  /** When the tombstone ends; 0: there is none. */
  private final long heldUntilMillis;

  /** The tombstone's. */
  private final long floor;

  private WriteIntents(List<Note> notes, boolean contended, long heldUntilMillis, long floor) {
    this.notes = notes;
    this.contended = contended;
    this.heldUntilMillis = heldUntilMillis;
    this.floor = floor;
  }

  /** Those in {@code stored} that have not run out; none if it is something else. */
  static WriteIntents read(byte @Nullable [] stored, long nowMillis) {
    if (stored == null || !isPresent(stored)) {
      return new WriteIntents(List.of(), /* contended= */ false, 0, 0);
    }
    List<Note> notes = new ArrayList<>();
    for (int at = EntryHeader.SIZE; at + NOTE_SIZE <= stored.length; at += NOTE_SIZE) {
      long deadline = EntryHeader.number(stored, at + EntryHeader.WRITER_SIZE);
      if (deadline > nowMillis) {
        notes.add(new Note(Arrays.copyOfRange(stored, at, at + EntryHeader.WRITER_SIZE), deadline));
      }
    }
    return new WriteIntents(
        notes,
        stored[EntryHeader.FLAGS] == CONTENDED,
        EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE),
        EntryHeader.number(stored, EntryHeader.VERSION));
  }

  static boolean isPresent(byte @Nullable [] stored) {
    return stored != null
        && EntryHeader.isOurs(stored)
        && EntryHeader.state(stored) == EntryHeader.WRITE_INTENT;
  }

  /** Whether {@code writer} is at work and was never joined by another. */
  boolean isAlone(byte[] writer) {
    return !contended && notes.size() == 1 && Arrays.equals(notes.get(0).writer(), writer);
  }

  WriteIntents with(byte[] writer, long deadlineMillis) {
    List<Note> more = new ArrayList<>(without(writer).notes);
    more.add(new Note(writer.clone(), deadlineMillis));
    return new WriteIntents(more, contended || more.size() > 1, heldUntilMillis, floor);
  }

  WriteIntents without(byte[] writer) {
    return new WriteIntents(
        notes.stream().filter(note -> !Arrays.equals(note.writer(), writer)).toList(),
        contended,
        heldUntilMillis,
        floor);
  }

  /** With a tombstone to follow, at least until {@code untilMillis}. */
  WriteIntents heldOff(long untilMillis, long lowest) {
    return new WriteIntents(
        notes, contended, Math.max(heldUntilMillis, untilMillis), Math.max(floor, lowest));
  }

  /** As if another had been at work: what is put is not stored. */
  WriteIntents contended() {
    return new WriteIntents(notes, /* contended= */ true, heldUntilMillis, floor);
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }

  long heldUntilMillis() {
    return heldUntilMillis;
  }

  long floor() {
    return floor;
  }

  /** When the last of them has run out, the tombstone included. */
  long lastDeadlineMillis() {
    return notes.stream().mapToLong(Note::deadlineMillis).reduce(heldUntilMillis, Math::max);
  }

  byte[] toEntry() {
    byte[] entry = new byte[EntryHeader.SIZE + notes.size() * NOTE_SIZE];
    EntryHeader.begin(entry, EntryHeader.WRITE_INTENT);
    entry[EntryHeader.FLAGS] = contended ? CONTENDED : 0;
    EntryHeader.number(entry, EntryHeader.LEASE_DEADLINE, heldUntilMillis);
    EntryHeader.number(entry, EntryHeader.VERSION, floor);
    int at = EntryHeader.SIZE;
    for (Note note : notes) {
      System.arraycopy(note.writer(), 0, entry, at, EntryHeader.WRITER_SIZE);
      EntryHeader.number(entry, at + EntryHeader.WRITER_SIZE, note.deadlineMillis());
      at += NOTE_SIZE;
    }
    return entry;
  }
}
