package dev.aside.cache;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The source of truth as the engine sees it: some keys in, the values of those that exist out. */
@FunctionalInterface
interface Source<K, V> {
  Map<K, V> load(Set<K> keys) throws Exception;

  static <K, V> Source<K, V> oneByOne(Loader<? super K, ? extends V> loader) {
    return keys -> {
      Map<K, V> values = new HashMap<>();
      for (K key : keys) {
        @Nullable V value = loader.load(key);
        if (value != null) {
          values.put(key, value);
        }
      }
      return values;
    };
  }

  static <K, V> Source<K, V> batched(BatchLoader<K, V> loader) {
    return loader::loadAll;
  }
}
