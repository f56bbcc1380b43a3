package dev.aside.server;

import dev.aside.Aside;
import dev.aside.embedded.RedisProcess;
import dev.aside.embedded.RedisProcessBuilder;
import dev.aside.embedded.RedisStartException;
import dev.aside.server.config.Configuration;
import dev.aside.server.config.RedisTarget;
import dev.aside.server.config.Secrets;
import dev.aside.server.config.Settings;
import dev.aside.server.database.DataFolder;

/** Opens the Redis that the configuration names. Stateless. */
final class Redises {
  private static final String CLIENT_NAME = "aside-server";

  private Redises() {}

  /** Returns at once also when Redis is away; only an embedded one has to come up. */
  static Aside open(Configuration configuration, DataFolder folder, Resources resources) {
    RedisTarget target = configuration.get(Settings.REDIS);
    String uri =
        target.embedded() ? resources.add(embedded(configuration, folder)).uri() : target.uri();
    try {
      return resources.add(Aside.builder(uri).clientName(CLIENT_NAME).build());
    } catch (IllegalArgumentException e) {
      throw new StartException("redis: " + Secrets.mask(String.valueOf(e.getMessage())), e);
    }
  }

  private static RedisProcess embedded(Configuration configuration, DataFolder folder) {
    RedisProcessBuilder builder =
        RedisProcess.builder().dataDirectory(folder.instance().resolve("redis"));
    String program = configuration.get(Settings.REDIS_SERVER);
    if (!program.isEmpty()) {
      builder.executable(program);
    }
    try {
      return builder.start();
    } catch (RedisStartException e) {
      throw new StartException("redis: embedded: " + e.getMessage(), e);
    }
  }
}
