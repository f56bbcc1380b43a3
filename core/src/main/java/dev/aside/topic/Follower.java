package dev.aside.topic;

import dev.aside.spi.MessageLog.Entry;
import dev.aside.spi.MessageLog.Page;
import dev.aside.spi.MessageLog.Place;

/**
 * How far one subscriber of a {@link LogChannel} has come. It is <em>live</em> while it gets each
 * message as the channel does. Otherwise it is behind, because it wants what was before it came or
 * because its queue was full, and reads page after page, each when the listener is done with the
 * one before, until it has caught up. Confined to the turns of its channel.
 */
final class Follower {
  final Subscriber<?> subscriber;
  final Held held = new Held();
  private Place cursor; // of the last message in the subscriber's queue, or the one before
  private boolean live;
  boolean reading; // a page is on its way
  boolean gone;

  /**
   * @param from after which it wants to have everything
   * @param live whether it begins where the channel is
   */
  Follower(Subscriber<?> subscriber, Place from, boolean live) {
    this.subscriber = subscriber;
    this.cursor = from;
    this.live = live;
  }

  Place cursor() {
    return cursor;
  }

  boolean isLive() {
    return live;
  }

  /**
   * The channel stands at {@code place}, without a message; one that has read ahead stays there.
   */
  void moveTo(Place place) {
    if (live && !cursor.covers(place)) {
      cursor = place;
    }
  }

  /**
   * The next message of the channel.
   *
   * @return whether it is still live if it was; false: it has fallen behind just now
   */
  boolean take(Kept message) {
    if (!live) {
      if (reading) {
        held.add(message);
      }
      return true;
    }
    if (cursor.covers(message.place())) {
      return true; // it had read ahead of the channel
    }
    live = accept(message);
    return live;
  }

  private boolean accept(Kept message) {
    if (!subscriber.accepts(message)) {
      return false;
    }
    cursor = message.place();
    return true;
  }

  /**
   * Takes what it has read.
   *
   * @param channel where the channel is
   * @return whether it is live now; if not, it has to read on
   */
  boolean takePage(Page page, Place channel) {
    if (!page.isComplete()) {
      subscriber.offerGap(Gap.NOT_RECOVERED);
    }
    cursor = page.start();
    for (Entry entry : page.entries()) {
      if (!accept(new Kept(new Place(page.top().epoch(), entry.offset()), entry.payload()))) {
        return false;
      }
    }
    live = held.drain(cursor, this::accept) && cursor.covers(channel);
    return live;
  }
}
