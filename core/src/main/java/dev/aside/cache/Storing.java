package dev.aside.cache;

import dev.aside.spi.Fill;
import dev.aside.spi.Lifetime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Hands loaded values to their callers and then to the server, or gives the lease back. Codecs and
 * what the cache says of values run here, on the loader's thread. Thread-safe.
 */
final class Storing<K, V> {
  /** After a failed load the next may be tried after this, then twice that, and so on. */
  private static final long FIRST_BACK_OFF_MILLIS = 1_000;

  private static final long LAST_BACK_OFF_MILLIS = 30_000;
  private static final int MAX_FAILURES = 255;

  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Copies<K, V> copies;

  Storing(Setup<K, V> setup, Flights<K, V> flights, Copies<K, V> copies) {
    this.setup = setup;
    this.flights = flights;
    this.copies = copies;
  }

  /**
   * What is to be stored.
   *
   * @param payload null: an absence
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content nowhere
  private record Product(
      @Nullable Payload payload,
      Lifetime life,
      long[] tags,
      @Nullable String validator,
      long loadMillis) {}

  /** Ends the load of {@code flight} well. */
  void deliver(Flight<K, V> flight, Loaded<V> loaded, long loadMillis) {
    flight.beingStored();
    Answer<V> answer = answer(flight, loaded);
    // Before the callers have it: they may change the object that we are about to encode.
    Product product = product(flight, loaded, answer, loadMillis);
    Found<V> found = Found.loaded(answer, flight.stored);
    flight.loaded.complete(found);
    flight.result.complete(found);
    byte[] lease = flight.leaseId();
    if (product == null || lease == null || flight.isDead()) {
      release(flight);
      flights.finish(flight, /* stored= */ false);
      return;
    }
    stamps(flight, product)
        .whenComplete(
            (stamps, error) -> {
              if (error != null) {
                setup.backendFailed("stamps of tags could not be read", error);
              }
              if (stamps == null) {
                setup.counters.untaggedFills.increment();
                release(flight);
                flights.finish(flight, /* stored= */ false);
              } else {
                flight.stamps.complete(stamps);
                fill(flight, lease, answer, product, stamps);
              }
            });
  }

  /** A confirmed value keeps its stored form: it is not encoded again. */
  private Answer<V> answer(Flight<K, V> flight, Loaded<V> loaded) {
    Frame.Stored previous = flight.previous();
    return (loaded.notModified() && previous != null && previous.payload() != null)
        ? Answer.ofStored(previous.payload())
        : Answer.ofLoaded(loaded.value(), setup.codec);
  }

  /** Null if there is nothing to store or it cannot be stored. */
  private @Nullable Product product(
      Flight<K, V> flight, Loaded<V> loaded, Answer<V> answer, long loadMillis) {
    if (flight.leaseId() == null || !loaded.stored()) {
      return null;
    }
    V value = loaded.value();
    if (value == null) {
      Lifetime life = setup.absentLifetime(loaded.ttl());
      return (life == null || !setup.absences.take())
          ? null
          : new Product(null, life, new long[0], null, loadMillis);
    }
    try {
      byte[] payload = answer.bytes(setup.codec);
      if (payload == null || isTooLarge(payload)) {
        return null;
      }
      Lifetime life = setup.valueLifetime(loaded.ttl(), setup.version(value, loaded.version()));
      return new Product(
          setup.framing.pack(payload),
          life,
          tags(flight, loaded, value),
          loaded.validator(),
          loadMillis);
    } catch (Throwable e) { // theirs, whatever it is: the callers have a good value all the same
      setup.counters.unreadable.increment();
      setup.faults.warnOfCodec(
          "a value could not be encoded, or its tags or version are wrong; it was not stored", e);
      return null;
    }
  }

  /** A confirmed value keeps its tags, unless its loader has said others. */
  private long[] tags(Flight<K, V> flight, Loaded<V> loaded, V value) {
    Frame.Stored previous = flight.previous();
    return (loaded.notModified() && loaded.tags() == null && previous != null)
        ? previous.stamps().withoutFirst().hashes() // the root's is not among a value's own
        : setup.tagsOf(flight.key, value, loaded.tags());
  }

  private boolean isTooLarge(byte[] payload) {
    if (payload.length <= setup.maxValueBytes) {
      return false;
    }
    setup.counters.tooLarge.increment();
    setup.faults.warn(
        "a value of "
            + payload.length
            + " bytes was not stored: maxValueBytes is "
            + setup.maxValueBytes);
    return true;
  }

  private CompletionStage<@Nullable Stamps> stamps(Flight<K, V> flight, Product product) {
    Tags tags = setup.tags;
    if (tags == null) {
      return CompletableFuture.completedFuture(Stamps.NONE);
    }
    Tags.Birth birth = flight.birth();
    return (birth == null)
        ? CompletableFuture.<@Nullable Stamps>completedFuture(null)
        : tags.stamps(birth, product.tags());
  }

  private void fill(
      Flight<K, V> flight, byte[] lease, Answer<V> answer, Product product, Stamps stamps) {
    Payload payload = product.payload();
    byte[] frame =
        (payload == null)
            ? setup.framing.absent(flight.name, product.loadMillis(), stamps, product.life())
            : setup.framing.value(
                flight.name,
                payload,
                product.loadMillis(),
                stamps,
                product.validator(),
                product.life());
    setup
        .store
        .fill(flight.name, lease, frame, product.life())
        .whenComplete((fill, error) -> filled(flight, answer, product, stamps, fill, error));
  }

  private void filled(
      Flight<K, V> flight,
      Answer<V> answer,
      Product product,
      Stamps stamps,
      @Nullable Fill fill,
      @Nullable Throwable error) {
    if (error != null || fill == null) {
      setup.backendFailed(
          "a loaded value could not be stored",
          (error == null) ? new IllegalStateException("no reply") : error);
      flights.finish(flight, /* stored= */ false);
    } else if (fill.outcome() != Fill.Outcome.STORED) {
      setup.counters.refused(fill.outcome());
      setup.events.refused(flight.key, fill.outcome());
      flights.finish(flight, /* stored= */ false);
    } else {
      setup.counters.fills.increment();
      flight.stored.complete(true);
      copies.keepFilled(
          flight,
          answer,
          fill.stampMicros(),
          product.loadMillis(),
          stamps,
          () -> flights.end(flight));
    }
  }

  /** Frees the key for the next process; if that fails the lease ends by itself. */
  CompletableFuture<@Nullable Void> release(Flight<K, V> flight) {
    byte[] lease = flight.leaseId();
    if (lease == null) {
      return CompletableFuture.completedFuture(null);
    }
    flight.leased(null);
    return released(setup.store.release(flight.name, lease));
  }

  /**
   * Where the previous value can be served meanwhile, nobody loads for a while, and ever longer.
   */
  void releaseAfterFailure(Flight<K, V> flight) {
    Frame.Stored previous = flight.previous();
    byte[] lease = flight.leaseId();
    if (lease == null || previous == null || !flight.isPreviousServable()) {
      release(flight);
      return;
    }
    flight.leased(null);
    int failures = Math.min(previous.failures() + 1, MAX_FAILURES);
    released(setup.store.backOff(flight.name, lease, failures, backOffMillis(failures)));
  }

  private long backOffMillis(int failures) {
    int doublings = Math.min(failures - 1, Integer.SIZE / 2);
    long full = Math.min(LAST_BACK_OFF_MILLIS, FIRST_BACK_OFF_MILLIS << doublings);
    double jitter = 0.75 + setup.environment.random().nextDouble() / 2;
    return (long) (full * jitter);
  }

  private CompletableFuture<@Nullable Void> released(CompletionStage<@Nullable Void> reply) {
    return reply
        .<@Nullable Void>handle(
            (done, error) -> {
              if (error != null) {
                setup.backendFailed("a lease could not be given back", error);
              }
              return null;
            })
        .toCompletableFuture();
  }
}
