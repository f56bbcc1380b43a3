package dev.aside.bench.growth;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.bench.load.Callers;
import dev.aside.bench.load.Load;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Subject;
import dev.aside.bench.stage.Values;
import dev.aside.cache.AsideCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads entries that bear tags, with L1 off, so that each read looks at the tags' stamps. */
public final class TagsSubject implements Subject {
  static final String TAGS = "tags";
  static final String SECONDS = "seconds";

  private @Nullable Aside aside;
  private @Nullable AsideCache<String, byte[]> cache;
  private String[] keys = {};

  @Override
  public Metrics open(Settings settings) {
    keys = Values.keys("key-", settings.number("keys"));
    byte[] value = Values.value(Values.SIZE);
    Set<String> tags =
        IntStream.range(0, settings.number(TAGS))
            .mapToObj(i -> "tag-" + i)
            .collect(Collectors.toUnmodifiableSet());
    Aside opened = Aside.connect(settings.text("uri"));
    aside = opened;
    AsideCache<String, byte[]> made =
        opened
            .cache("tags-" + tags.size(), Codec.bytes())
            .ttl(Duration.ofHours(24))
            .noLocal()
            .tags((key, any) -> tags)
            .loader(key -> value)
            .build();
    fill(made, value);
    cache = made;
    return Metrics.NONE;
  }

  private void fill(AsideCache<String, byte[]> made, byte[] value) {
    Map<String, byte[]> all = new HashMap<>();
    for (String key : keys) {
      all.put(key, value);
    }
    made.putAll(all);
  }

  @Override
  public Metrics measure(Settings round) throws Exception {
    AsideCache<String, byte[]> used = Objects.requireNonNull(cache, "cache");
    long before = used.stats().misses();
    SplittableRandom random = new SplittableRandom(1);
    Metrics metrics =
        Load.waiting(
            Callers.PLATFORM,
            1,
            round.decimal(SECONDS),
            () ->
                () -> {
                  used.get(keys[random.nextInt(keys.length)]);
                  return 1;
                });
    return metrics.with(INVALID, used.stats().misses() - before);
  }

  @Override
  public void close() {
    if (aside != null) {
      aside.close();
    }
  }
}
