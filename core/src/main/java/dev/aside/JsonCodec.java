package dev.aside;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** JSON bound to one type. Immutable. */
final class JsonCodec<V> implements Codec<V> {
  /** No default typing, and Jackson's own limits on depth, numbers and text stay on. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final boolean immutable;

  JsonCodec(Class<V> type) {
    reader = MAPPER.readerFor(type);
    writer = MAPPER.writerFor(type);
    immutable = ImmutableTypes.contains(type);
  }

  @Override
  public byte[] encode(V value) {
    return writer.writeValueAsBytes(value);
  }

  @Override
  public V decode(byte[] bytes) {
    return reader.readValue(bytes);
  }

  @Override
  public boolean isImmutable() {
    return immutable;
  }
}
