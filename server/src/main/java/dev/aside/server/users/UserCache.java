package dev.aside.server.users;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.LocalOptions;
import java.time.Duration;

/** The cache in front of the table: keys {@code user:42}, values in JSON. Stateless. */
public final class UserCache {
  /**
   * Loads at once. More than the database has connections, since loads may wait for one; ten times
   * as many wait behind them, and only then is a request refused.
   */
  private static final int MAX_CONCURRENT_LOADS = 256;

  private UserCache() {}

  /**
   * The cache.
   *
   * @param localTtl how long this process may serve its own copies; zero: it keeps none
   */
  public static AsideCache<Long, User> over(
      Aside aside, UserTable table, Duration ttl, Duration absentTtl, Duration localTtl) {
    CacheBuilder<Long, User> builder =
        aside
            .cache("user", Long.class, User.class)
            .ttl(ttl)
            .absentTtl(absentTtl)
            .maxConcurrentLoads(MAX_CONCURRENT_LOADS)
            .loader(table::find)
            .batchLoader(table::findAll);
    return localTtl.isZero()
        ? builder.noLocal().build()
        : builder.local(LocalOptions.defaults().ttl(localTtl)).build();
  }
}
