package dev.aside.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A cache of many tenants, for callers that want bytes: each call is its tenant's. Thread-safe. */
final class TenantRaw<K, V> implements RawView<K> {
  private final RawView<TenantKey<K>> raw;
  private final Tenancy<K, V> tenancy;

  TenantRaw(RawView<TenantKey<K>> raw, Tenancy<K, V> tenancy) {
    this.raw = raw;
    this.tenancy = tenancy;
  }

  @Override
  public byte @Nullable [] get(K key) {
    return raw.get(tenancy.key(key));
  }

  @Override
  public byte @Nullable [] peek(K key) {
    return raw.peek(tenancy.key(key));
  }

  @Override
  public CompletionStage<RawAnswer> answer(K key) {
    return raw.answer(tenancy.key(key));
  }

  @Override
  public CompletionStage<Map<K, RawAnswer>> answerAll(Collection<? extends K> keys) {
    return raw.answerAll(tenancy.keys(keys)).thenApply(Tenancy::plain);
  }
}
