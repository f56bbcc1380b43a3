package dev.aside.cache;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The source of truth as the engine sees it: some keys in, what it says of each out. */
@FunctionalInterface
interface Source<K, V> {
  /** An answer for each request; what is left out does not exist. */
  Map<K, Loaded<V>> load(List<LoadRequest<K, V>> requests) throws Exception;

  static <K, V> Source<K, V> oneByOne(Loader<? super K, ? extends V> loader) {
    return contextual((key, context) -> loader.load(key));
  }

  static <K, V> Source<K, V> contextual(ContextLoader<? super K, V> loader) {
    return requests -> {
      Map<K, Loaded<V>> answers = new HashMap<>();
      for (LoadRequest<K, V> request : requests) {
        answers.put(request.key, loaded(loader, request, requests.size() > 1));
      }
      return answers;
    };
  }

  /** One key of many that fails does not fail the others. */
  private static <K, V> Loaded<V> loaded(
      ContextLoader<? super K, V> loader, LoadRequest<K, V> request, boolean among)
      throws Exception {
    try {
      @Nullable V value = loader.load(request.key, request);
      return request.answered(value);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) { // theirs: it goes to those who asked for this key
      if (!among) {
        throw e;
      }
      return Loaded.failed(e);
    }
  }

  static <K, V> Source<K, V> batched(BatchLoader<K, V> loader) {
    return requests -> {
      Set<K> keys = new LinkedHashSet<>();
      requests.forEach(request -> keys.add(request.key));
      try {
        Map<K, V> values = loader.loadAll(keys);
        if (values == null) {
          throw new NullPointerException("The loader returned no map");
        }
        return answers(keys, values, Map.of());
      } catch (PartialLoadException some) {
        return answers(keys, some.values(), some.failures());
      }
    };
  }

  @SuppressWarnings("unchecked") // the loader's own values, which it could not type in a throw
  private static <K, V> Map<K, Loaded<V>> answers(
      Set<K> keys, Map<?, ?> values, Map<?, ? extends Throwable> failures) {
    Map<K, Loaded<V>> answers = new HashMap<>();
    for (K key : keys) {
      Throwable failure = failures.get(key);
      answers.put(key, (failure == null) ? Loaded.of((V) values.get(key)) : Loaded.failed(failure));
    }
    return answers;
  }
}
