package dev.aside.cache;

import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Those settings of a cache that have to do with the type of its keys. Immutable. */
record KeyedSettings<K, V>(
    KeyType<K> keyType,
    @Nullable Loader<? super K, ? extends V> loader,
    @Nullable ContextLoader<? super K, V> contextLoader,
    @Nullable BatchLoader<K, V> batchLoader,
    @Nullable BiFunction<K, V, Set<String>> tagger,
    @Nullable CacheListener<? super K> listener) {

  /** The cache's own source for one key; null if there is none. */
  @Nullable Source<K, V> source() {
    if (contextLoader != null) {
      return Source.contextual(contextLoader);
    }
    return (loader == null) ? null : Source.oneByOne(loader);
  }

  /** The cache's own source for many keys; null if there is none. */
  @Nullable Source<K, V> batchSource() {
    return (batchLoader == null) ? null : Source.batched(batchLoader);
  }
}
