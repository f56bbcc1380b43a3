package dev.aside.gateway.protocol;

import dev.aside.AsideException;

/** What a client sent is not of this protocol. Says nothing of the content. */
public final class MalformedFrameException extends AsideException {
  private static final long serialVersionUID = 1L;

  MalformedFrameException(String message) {
    super(message, null);
  }
}
