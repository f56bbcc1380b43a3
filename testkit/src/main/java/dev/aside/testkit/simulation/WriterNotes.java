package dev.aside.testkit.simulation;

import dev.aside.spi.EntryHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writers at work on one key, as they stand in its entry: a note for each, so that the first to
 * end does not take away the protection of the others. Immutable.
 */
final class WriterNotes {
  private static final int NOTE_SIZE = EntryHeader.WRITER_SIZE + Long.BYTES;
  private static final byte CONTENDED = 1;

  private record Note(byte[] writer, long deadlineMillis) {}

  private final List<Note> notes;
  private final boolean contended;

  private WriterNotes(List<Note> notes, boolean contended) {
    this.notes = notes;
    this.contended = contended;
  }

  /** Those in {@code stored} that have not run out. */
  static WriterNotes read(byte @Nullable [] stored, long nowMillis) {
    List<Note> notes = new ArrayList<>();
    boolean isPresent = stored != null && isPresent(stored);
    if (stored != null && isPresent) {
      for (int at = EntryHeader.SIZE; at + NOTE_SIZE <= stored.length; at += NOTE_SIZE) {
        int end = at + EntryHeader.WRITER_SIZE;
        long deadline = EntryHeader.number(stored, end);
        if (deadline > nowMillis) {
          notes.add(new Note(Arrays.copyOfRange(stored, at, end), deadline));
        }
      }
    }
    return new WriterNotes(
        notes, stored != null && isPresent && stored[EntryHeader.FLAGS] == CONTENDED);
  }

  /** Whether {@code header}, or an entry that begins with it, is one of notes. */
  static boolean isPresent(byte[] header) {
    return EntryHeader.isOurs(header) && EntryHeader.state(header) == EntryHeader.WRITE_INTENT;
  }

  /** Whether {@code writer} is at work and was never joined by another. */
  boolean isAlone(byte[] writer) {
    return !contended && notes.size() == 1 && Arrays.equals(notes.get(0).writer(), writer);
  }

  WriterNotes with(byte[] writer, long deadlineMillis) {
    List<Note> more = new ArrayList<>(List.of(new Note(writer.clone(), deadlineMillis)));
    more.addAll(without(writer).notes);
    return new WriterNotes(more, contended || more.size() > 1);
  }

  WriterNotes without(byte[] writer) {
    return new WriterNotes(
        notes.stream().filter(note -> !Arrays.equals(note.writer(), writer)).toList(), contended);
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }

  long lastDeadlineMillis() {
    return notes.stream().mapToLong(Note::deadlineMillis).max().orElse(0);
  }

  byte[] toEntry() {
    byte[] entry = new byte[EntryHeader.SIZE + notes.size() * NOTE_SIZE];
    EntryHeader.begin(entry, EntryHeader.WRITE_INTENT);
    entry[EntryHeader.FLAGS] = contended ? CONTENDED : 0;
    int at = EntryHeader.SIZE;
    for (Note note : notes) {
      System.arraycopy(note.writer(), 0, entry, at, EntryHeader.WRITER_SIZE);
      EntryHeader.number(entry, at + EntryHeader.WRITER_SIZE, note.deadlineMillis());
      at += NOTE_SIZE;
    }
    return entry;
  }
}
