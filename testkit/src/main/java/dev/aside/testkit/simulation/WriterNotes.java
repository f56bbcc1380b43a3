package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writers at work on one key, as they stand in its entry: a note for each, so that the first to
 * end does not take away the protection of the others; and the tombstone that is to be there when
 * they are gone. Immutable.
 *
 * @param contended whether two were ever at work at one time
 * @param heldUntilMillis when the tombstone ends; 0: there is none
 * @param floor the tombstone's
 */
record WriterNotes(List<Note> notes, boolean contended, long heldUntilMillis, long floor) {
  private static final WriterNotes NONE = new WriterNotes(List.of(), false, 0, 0);
  private static final int NOTE_SIZE = EntryHeader.WRITER_SIZE + Long.BYTES;

  /** At {@link EntryHeader#FLAGS}: two were at work at one time, or somebody has invalidated. */
  static final byte CONTENDED = 1;

  /** One writer, until its note runs out. */
  record Note(byte[] writer, long deadlineMillis) {
    boolean isOf(byte[] other) {
      return Arrays.equals(writer, other);
    }
  }

  /** Those in {@code stored} that have not run out; none if it is something else. */
  static WriterNotes read(byte @Nullable [] stored, long nowMillis) {
    if (stored == null || !isPresent(stored)) {
      return NONE;
    }
    List<Note> notes = new ArrayList<>();
    for (int at = EntryHeader.SIZE; at + NOTE_SIZE <= stored.length; at += NOTE_SIZE) {
      int end = at + EntryHeader.WRITER_SIZE;
      long deadline = EntryHeader.number(stored, end);
      if (deadline > nowMillis) {
        notes.add(new Note(Arrays.copyOfRange(stored, at, end), deadline));
      }
    }
    return new WriterNotes(
        notes,
        stored[EntryHeader.FLAGS] == CONTENDED,
        EntryHeader.number(stored, EntryHeader.LEASE_DEADLINE),
        EntryHeader.number(stored, EntryHeader.VERSION));
  }

  /** Whether {@code header}, or an entry that begins with it, is one of notes. */
  static boolean isPresent(byte[] header) {
    return EntryHeader.isOurs(header) && EntryHeader.state(header) == EntryHeader.WRITE_INTENT;
  }

  /** Whether {@code writer} is at work and was never joined by another. */
  boolean isAlone(byte[] writer) {
    return !contended && notes.size() == 1 && notes.get(0).isOf(writer);
  }

  WriterNotes with(byte[] writer, long deadlineMillis) {
    List<Note> more = new ArrayList<>(List.of(new Note(writer.clone(), deadlineMillis)));
    more.addAll(without(writer).notes);
    return new WriterNotes(more, contended || more.size() > 1, heldUntilMillis, floor);
  }

  WriterNotes without(byte[] writer) {
    return new WriterNotes(left(writer), contended, heldUntilMillis, floor);
  }

  private List<Note> left(byte[] writer) {
    return notes.stream().filter(note -> !note.isOf(writer)).toList();
  }

  /** With a tombstone to follow. */
  WriterNotes heldOff(long untilMillis, long lowest) {
    return new WriterNotes(notes, contended, untilMillis, lowest);
  }

  boolean isEmpty() {
    return notes.isEmpty();
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
