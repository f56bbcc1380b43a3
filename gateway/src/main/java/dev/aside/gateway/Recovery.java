package dev.aside.gateway;

import dev.aside.gateway.protocol.Publication;
import dev.aside.gateway.protocol.Request.Resume;
import dev.aside.topic.History;
import dev.aside.topic.Position;
import java.util.List;

/**
 * What a client that was away gets: all that it missed, or nothing and the word that it missed
 * something. Never a part. Immutable.
 *
 * @param recovered whether {@code publications} are all since the client's place
 * @param top where the channel is
 */
record Recovery(boolean recovered, Position top, List<Publication> publications) {
  /** Messages handed to one client at once; who missed more did not recover. */
  static final int MAX_PUBLICATIONS = 1_000;

  /** For a client that wants nothing of the past. */
  static Recovery none(History<byte[]> history) {
    return new Recovery(false, history.top(), List.of());
  }

  /** Decides by what the channel holds after the client's place. */
  static Recovery of(Resume resume, History<byte[]> history) {
    Position top = history.top();
    List<Publication> missed = history.messages().stream().map(Delivery::publication).toList();
    boolean sameLife = resume.epoch().isEmpty() || resume.epoch().equals(top.epoch());
    boolean all =
        missed.isEmpty()
            ? top.offset() == resume.offset()
            : missed.get(0).offset() == resume.offset() + 1
                && missed.get(missed.size() - 1).offset() == top.offset();
    boolean recovered = sameLife && all && history.isComplete();
    return new Recovery(recovered, top, recovered ? missed : List.of());
  }
}
