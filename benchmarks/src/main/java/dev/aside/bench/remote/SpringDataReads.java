package dev.aside.bench.remote;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/** Spring Data Redis on its shared Lettuce connection, values as plain bytes. */
final class SpringDataReads implements RemoteReads {
  private final LettuceConnectionFactory factory;
  private final RedisTemplate<String, byte[]> template = new RedisTemplate<>();

  SpringDataReads(int port) {
    factory = new LettuceConnectionFactory("127.0.0.1", port);
    factory.afterPropertiesSet();
    factory.start();
    template.setConnectionFactory(factory);
    template.setKeySerializer(RedisSerializer.string());
    template.setValueSerializer(RedisSerializer.byteArray());
    template.afterPropertiesSet();
  }

  @Override
  public byte @Nullable [] get(String key) {
    return template.opsForValue().get(key);
  }

  @Override
  public void close() {
    factory.destroy();
  }
}
