package dev.aside.cache;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a cache of many tenants works; see {@link CacheBuilder#tenantScoped}. A lambda
 * will do where loaders need not know: {@code tenantScoped(CurrentTenant::id)}. Must be
 * thread-safe.
 */
@FunctionalInterface
public interface TenantScope {
  /** The longest name of a tenant, in bytes of UTF-8. */
  int MAX_TENANT_BYTES = 100;

  /**
   * The tenant on whose behalf the calling thread works; null: none, which fails the call. Asked
   * once by each method of the cache that takes keys, on the caller's thread.
   */
  @Nullable String current();

  /**
   * Runs {@code load}, a call of the cache's own functions (loaders, {@code tags}), on behalf of
   * {@code tenant}. They run on Aside's threads, which know nothing of the caller's: where they ask
   * for the tenant, set it here and take it back in the end. By default it is just run.
   */
  default <T extends @Nullable Object> T callAs(String tenant, Callable<T> load) throws Exception {
    return load.call();
  }
}
