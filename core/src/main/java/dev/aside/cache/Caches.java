package dev.aside.cache;

import dev.aside.Codec;
import dev.aside.spi.Backend;
import dev.aside.spi.Coherence;
import dev.aside.spi.Environment;
import dev.aside.spi.RemoteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the caches of one backend. {@code dev.aside.Aside} is the way for applications; this is the
 * door for those who bring a backend or a world of their own, such as a simulation. Thread-safe.
 */
public final class Caches implements AutoCloseable {
  private final RemoteStore store;
  private final Environment environment;
  private final String keyPrefix;
  private final Set<Engine<?, ?>> open = ConcurrentHashMap.newKeySet();

  private Caches(Backend backend, Environment environment, String keyPrefix) {
    this.store = backend.store();
    this.environment = environment;
    this.keyPrefix = keyPrefix;
    backend.onRecovery(this::connected);
    backend.onResurrection(() -> open.forEach(Engine::resurrected));
    store.coherence().onChange(new Changes());
  }

  /**
   * Caches over {@code backend}, which stays the caller's to close.
   *
   * @param keyPrefix put before every key as it is; may be empty
   */
  public static Caches over(Backend backend, Environment environment, String keyPrefix) {
    return new Caches(backend, environment, keyPrefix);
  }

  /**
   * Settings for a cache.
   *
   * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}
   * @param keyType text, a whole number, {@code UUID}, {@code Boolean}, {@code Character} or an
   *     enum
   */
  public <K, V> CacheBuilder<K, V> builder(String name, Class<K> keyType, Codec<V> codec) {
    return new CacheBuilder<>(this, KeyNames.checkCacheName(name), KeyType.of(keyType), codec);
  }

  private void connected(boolean again) {
    open.forEach(again ? Engine::recovered : Engine::connected);
  }

  /** Hands announcements on to the caches they are for. */
  private final class Changes implements Coherence.Listener {
    @Override
    public void changed(byte[] key) {
      for (Engine<?, ?> engine : open) {
        engine.changed(key);
      }
    }

    @Override
    public void interrupted() {
      open.forEach(Engine::interrupted);
    }
  }

  <K, V> AsideCache<K, V> build(CacheBuilder<K, V> from) {
    TenantScope tenants = from.tenants;
    if (tenants == null) {
      return open(from, from.keyed());
    }
    Tenancy<K, V> tenancy = new Tenancy<>(tenants);
    return new TenantCache<>(open(from, tenancy.settings(from.keyed())), tenancy);
  }

  private <K, V> AsideCache<K, V> open(CacheBuilder<?, V> from, KeyedSettings<K, V> keyed) {
    KeyNames<K> names = new KeyNames<>(keyPrefix, from.name, keyed.keyType(), from.digest);
    Engine<K, V> engine =
        new Engine<>(from, keyed, names, new TagNames(keyPrefix, from.name), store, environment);
    open.add(engine);
    Advice.of(from).forEach(engine.setup.faults::advise);
    return new BlockingView<>(engine, () -> open.remove(engine));
  }

  /**
   * Closes every cache that was made here: leases are given back, for which the server is given a
   * second, and further use is refused.
   */
  @Override
  public void close() {
    List<CompletableFuture<?>> closed = new ArrayList<>();
    open.forEach(engine -> closed.add(engine.close()));
    open.clear();
    BlockingView.awaitEnd(CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new)));
  }
}
