package dev.aside.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes of the values, exactly as the codec wrote them, without decoding: to pass a JSON
 * document from Redis through to an HTTP response. Thread-safe.
 *
 * <p>Bytes are shared with the cache: they must not be changed.
 */
public interface RawView<K> {

  /**
   * The bytes of {@code key}, loaded by the cache's own loader if it is not cached; null if the
   * source has no such key. Fails as {@link AsideCache#get(Object)} does.
   */
  byte @Nullable [] get(K key);

  /** The bytes if they are cached, else null. Never loads. */
  byte @Nullable [] peek(K key);

  /**
   * As {@link #get}, without waiting, and with where the answer came from. When the answer was
   * loaded here, the stage waits until its storing was confirmed or refused.
   *
   * <p>For speed the stage completes where the answer arrives, which may be an I/O or timer thread:
   * what is chained to it must not block.
   */
  CompletionStage<RawAnswer> answer(K key);

  /**
   * The answers for {@code keys}, in their order, absent ones included; loaded by the cache's own
   * batch loader or loader, as {@link AsideCache#getAll(Collection)} does. Completes where {@link
   * #answer} does.
   */
  CompletionStage<Map<K, RawAnswer>> answerAll(Collection<? extends K> keys);
}
