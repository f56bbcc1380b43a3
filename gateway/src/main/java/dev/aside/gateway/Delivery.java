package dev.aside.gateway;

import dev.aside.gateway.protocol.Json;
import dev.aside.gateway.protocol.Publication;
import dev.aside.gateway.protocol.Pushes;
import dev.aside.topic.Message;
import dev.aside.topic.Position;

/**
 * One message of a channel, encoded once for all that get it. Immutable, apart from shared bytes.
 *
 * @param position where it stands; none: the channel numbers nothing
 * @param publication as it stands in a list
 * @param push as it goes out live
 */
record Delivery(Position position, Publication publication, byte[] push) {

  static Delivery of(String channel, Message<byte[]> message) {
    Publication publication = publication(message);
    return new Delivery(message.position(), publication, Pushes.publication(channel, publication));
  }

  static Publication publication(Message<byte[]> message) {
    Position position = message.position();
    long offset = position.isNone() ? 0 : position.offset();
    if (position.isNone()) { // of anybody's making: an envelope would be no envelope of ours
      return new Publication(Json.of(message.payload()), null, 0, "");
    }
    Envelope envelope = Envelope.open(message.payload());
    String epoch = (offset == 1) ? position.epoch() : "";
    return new Publication(Json.of(envelope.data()), envelope.info(), offset, epoch);
  }
}
