package dev.aside.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Compression;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code values.md}. */
final class ValuesSamplesTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final Database database = new Database();
  private Aside aside = Aside.connect("memory:");

  // region basket
  public static final class Basket {
    public List<String> items = new ArrayList<>();
  }

  // endregion

  // region own-codec
  /** Amounts as plain text, such as {@code 19.90}. */
  record Amounts() implements Codec<BigDecimal> {
    @Override
    public byte[] encode(BigDecimal amount) {
      return Codec.utf8().encode(amount.toPlainString());
    }

    @Override
    public BigDecimal decode(byte[] bytes) {
      return new BigDecimal(Codec.utf8().decode(bytes));
    }

    @Override
    public boolean isImmutable() {
      return true; // hits share one object
    }

    @Override
    public int schemaId() {
      return 1; // raise it when the text changes its meaning
    }
  }

  // endregion

  @BeforeEach
  void connect() {
    aside.close();
    aside = Aside.connect(redis.uri());
    Await.until("Redis is there", () -> aside.health().reasons().isEmpty());
  }

  @AfterEach
  void close() {
    aside.close();
  }

  @Test
  void codec_ofYourOwn_isUsed() {
    // region use-codec
    AsideCache<String, BigDecimal> prices = aside.cache("price", new Amounts()).build();
    // endregion
    prices.put("42", new BigDecimal("19.90"));

    assertEquals(new BigDecimal("19.90"), prices.peek("42"));
    assertArrayEquals("19.90".getBytes(UTF_8), prices.raw().peek("42"));
  }

  @Test
  void schema_raised_isReplaced() {
    aside.cache("user", User.class).build().get("42", database::find);
    // region schema
    AsideCache<String, User> users =
        aside.cache("user", User.class).schema(2).loader(database::find).build();
    // endregion
    assertNotNull(users.get("42"));
    assertEquals(2, database.questions());
  }

  @Test
  void compression_largeValue_isStoredSmall() {
    // region compression
    AsideCache<String, String> articles =
        aside.cache("article", Codec.utf8()).compression(Compression.lz4().from(2_048)).build();
    // endregion
    String text = "Aside stands aside of your database. ".repeat(1_000);
    articles.put("1", text);

    assertEquals(text, articles.peek("1"));
    assertTrue(articles.explain("1").storedBytes() < text.length() / 10);
  }

  @Test
  void get_valueThatCanBeChanged_isOnesOwn() {
    AsideCache<String, Basket> baskets = aside.cache("basket", Basket.class).build();
    // region own-value
    Basket mine = Objects.requireNonNull(baskets.get("42", id -> new Basket()));
    mine.items.add("book"); // nobody else sees this
    // endregion
    Basket theirs = Objects.requireNonNull(baskets.get("42", id -> new Basket()));
    assertEquals(List.of(), theirs.items);
  }

  @Test
  void immutableValues_hits_shareOneObject() {
    // region immutable
    AsideCache<String, Basket> baskets =
        aside.cache("basket", Basket.class).immutableValues().build();
    // endregion
    baskets.get("42", id -> new Basket());
    Await.until("it is copied", () -> baskets.stats().localEntries() == 1);
    Basket copy = baskets.get("42", id -> new Basket());
    assertSame(copy, baskets.get("42", id -> new Basket()));
  }
}
