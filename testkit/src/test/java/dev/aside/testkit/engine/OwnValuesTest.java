package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.RawAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a caller does to its value nobody else sees; what nobody can change is not copied. */
final class OwnValuesTest {

  /** As services have them: with a list that can be changed. */
  public static final class Basket {
    public List<String> items = new ArrayList<>(List.of("book"));
  }

  /** Nobody can change it. */
  public record Price(String currency, long cents) {}

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();

  private <V> CacheBuilder<String, V> builder(Codec<V> codec) {
    return p.caches.builder("value", String.class, codec);
  }

  private Basket load(String key) {
    loads.incrementAndGet();
    return new Basket();
  }

  @Test
  void get_valueChangedByACaller_isWholeForTheNext() {
    AsideCache<String, Basket> cache = builder(Codec.json(Basket.class)).loader(this::load).build();

    for (int i = 0; i < 4; i++) {
      Basket basket = present(p.settle(cache.async().get("42")));
      assertEquals(List.of("book"), basket.items, "round " + i);
      basket.items.add("taken");
    }

    assertEquals(1, loads.get());
    assertEquals(3, cache.stats().localHits());
  }

  @Test
  void get_callersOfOneLoad_eachHaveTheirOwn() {
    AsideCache<String, Basket> cache = builder(Codec.json(Basket.class)).loader(this::load).build();
    CompletionStage<@Nullable Basket> first = cache.async().get("42");
    CompletionStage<@Nullable Basket> second = cache.async().get("42");

    present(p.settle(first)).items.clear();

    assertEquals(List.of("book"), present(p.settle(second)).items);
    assertEquals(1, loads.get());
  }

  @Test
  void get_loaderKeepsItsObjectAndChangesIt_nobodySees() {
    Basket kept = new Basket();
    AsideCache<String, Basket> cache =
        builder(Codec.json(Basket.class)).loader(key -> kept).build();
    Basket loaded = present(p.settle(cache.async().get("42")));
    kept.items.clear();

    assertEquals(List.of("book"), loaded.items);
    assertEquals(List.of("book"), present(p.settle(cache.async().get("42"))).items);
  }

  @Test
  void get_blockingHit_isOnesOwn() {
    AsideCache<String, Basket> cache = builder(Codec.json(Basket.class)).loader(this::load).build();
    p.settle(cache.async().get("42"));

    present(cache.get("42")).items.clear();
    present(cache.get("42", this::load)).items.clear();
    present(cache.getAll(List.of("42")).get("42")).items.clear();
    present(cache.peek("42")).items.clear();

    assertEquals(List.of("book"), present(cache.get("42")).items);
    assertEquals(1, loads.get());
  }

  @Test
  void get_mapOfJson_isOnesOwn() {
    @SuppressWarnings({"unchecked", "rawtypes"})
    AsideCache<String, Map> cache =
        builder(Codec.json(Map.class)).loader(key -> Map.of("a", "b")).build();
    present(p.settle(cache.async().get("42"))).clear();
    present(p.settle(cache.async().get("42"))).clear();

    assertEquals(Map.of("a", "b"), p.settle(cache.async().get("42")));
  }

  @Test
  void get_bytesChangedByACaller_areWholeForTheNext() {
    byte[] source = {1, 2, 3};
    AsideCache<String, byte[]> cache = builder(Codec.bytes()).loader(key -> source).build();
    present(p.settle(cache.async().get("42")))[0] = 9;
    source[1] = 9;
    present(p.settle(cache.async().get("42")))[2] = 9;

    assertArrayEquals(new byte[] {1, 2, 3}, p.settle(cache.async().get("42")));
  }

  @Test
  void get_immutableRecord_isTheSameObject() {
    Price loaded = new Price("BDT", 100);
    AsideCache<String, Price> cache =
        builder(Codec.json(Price.class)).loader(key -> loaded).build();

    assertSame(loaded, p.settle(cache.async().get("42")));
    assertSame(loaded, cache.get("42"));
    assertEquals(1, cache.stats().localHits());
  }

  @Test
  void get_declaredImmutable_isTheSameObject() {
    AsideCache<String, Basket> cache =
        builder(Codec.json(Basket.class)).loader(this::load).immutableValues().build();

    Basket first = present(p.settle(cache.async().get("42")));
    assertSame(first, cache.get("42"));
  }

  @Test
  void raw_ofAValueOfOnesOwn_isTheCodecsBytes() {
    AsideCache<String, Basket> cache = builder(Codec.json(Basket.class)).loader(this::load).build();
    p.settle(cache.async().get("42"));

    RawAnswer answer = p.settle(cache.raw().answer("42"));
    assertEquals(RawAnswer.Source.LOCAL, answer.source());
    assertArrayEquals("{\"items\":[\"book\"]}".getBytes(StandardCharsets.UTF_8), answer.bytes());
  }

  @Test
  void get_valueThatCannotBeDecoded_isTheLoadersObjectAndNeverAnError() {
    AsideCache<String, String> cache =
        builder(new OneWay()).loader(key -> "v" + loads.incrementAndGet()).build();

    assertEquals("v1", p.settle(cache.async().get("42")));
    assertEquals("v2", p.settle(cache.async().get("42")), "loaded again, and as good");
    assertEquals(RawAnswer.Source.LOCAL, p.settle(cache.raw().answer("42")).source());
  }

  @Test
  void get_valueThatCannotBeEncoded_isTheLoadersObject() {
    AsideCache<String, Object> cache =
        builder(Codec.json(Object.class)).loader(key -> new Object()).build();

    assertNotNull(p.settle(cache.async().get("42")));
  }

  /** Its values can be stored and not be read. */
  private static final class OneWay implements Codec<String> {
    @Override
    public byte[] encode(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      throw new IllegalStateException("cannot be read");
    }
  }

  private static <V> V present(@Nullable V value) {
    assertNotNull(value);
    return value;
  }
}
