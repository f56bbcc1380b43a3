package dev.aside.gateway;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Procedures of the application that clients may call. Thread-safe. */
@FunctionalInterface
public interface RpcHandler {

  /**
   * Does what a client asks. Called on a thread of the gateway's executor, one call of a client
   * after the other; what fails is answered with error 100 and told to nobody else.
   *
   * @param caller who asks
   * @param method which procedure; may be empty
   * @param data its argument as JSON; null: none
   * @return its result as JSON on one line, or null for none; null instead of a stage: there is no
   *     such procedure
   */
  @Nullable CompletionStage<byte @Nullable []> call(
      Caller caller, String method, byte @Nullable [] data);

  /**
   * Who calls.
   *
   * @param user who the client's token says it is; empty: nobody in particular
   * @param client the id of its connection
   */
  record Caller(String user, String client) {}
}
