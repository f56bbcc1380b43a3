package dev.aside.topic;

import dev.aside.spi.MessageLog.Place;

/** One numbered message, not yet decoded. The bytes are shared and not to be changed. */
record Kept(Place place, byte[] payload) {}
