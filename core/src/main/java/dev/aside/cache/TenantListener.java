package dev.aside.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells a listener of the plain keys. As thread-safe as the listener. */
final class TenantListener<K> implements CacheListener<TenantKey<K>> {
  private final CacheListener<? super K> listener;

  TenantListener(CacheListener<? super K> listener) {
    this.listener = listener;
  }

  @Override
  public void hit(RawAnswer.Source level, TenantKey<K> key) {
    listener.hit(level, key.key());
  }

  @Override
  public void staleServed(TenantKey<K> key) {
    listener.staleServed(key.key());
  }

  @Override
  public void loaded(int keys, Duration took, @Nullable Throwable failure) {
    listener.loaded(keys, took, failure);
  }

  @Override
  public void refused(TenantKey<K> key, String why) {
    listener.refused(key.key(), why);
  }

  @Override
  public void degraded(String what, Throwable cause) {
    listener.degraded(what, cause);
  }

  @Override
  public void recovered() {
    listener.recovered();
  }

  @Override
  public void invalidated(int count) {
    listener.invalidated(count);
  }
}
