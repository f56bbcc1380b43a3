package dev.aside.topic;

import dev.aside.spi.MessageLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A log whose deliveries, confirmations and answers come when the test lets them. One topic. */
final class HandLog implements MessageLog {
  final List<String> calls = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final ArrayDeque<Runnable> answers = new ArrayDeque<>();
  private final CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();
  private @Nullable Receiver receiver;
  private String epoch = "e";
  private long top;
  private boolean failing;

  /** The server has confirmed the subscription. */
  void confirm() {
    confirmed.complete(null);
  }

  /** A message that is published by another process and is yet to be delivered here. */
  Place publish(String text) {
    top++;
    entries.add(new Entry(top, text.getBytes(StandardCharsets.UTF_8)));
    return new Place(epoch, top);
  }

  /** Delivers what was published at {@code place}. */
  void deliver(Place place) {
    Entry entry =
        entries.stream().filter(each -> each.offset() == place.offset()).findFirst().orElseThrow();
    present().message(place, entry.payload());
  }

  void publishAndDeliver(String... texts) {
    for (String text : texts) {
      deliver(publish(text));
    }
  }

  /** The connection was away. */
  void reconnect() {
    present().gap();
  }

  /** All but the newest {@code count} are no longer kept. */
  void trimTo(int count) {
    entries.subList(0, entries.size() - count).clear();
  }

  /** The server has lost the newest, and uses a new epoch. */
  void lose(int count) {
    entries.subList(entries.size() - count, entries.size()).clear();
    top -= count;
    epoch += "'";
  }

  void failReadings(boolean fail) {
    failing = fail;
  }

  /** Answers what was asked until now, and what is asked because of that. */
  void answer() {
    for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
      next.run();
    }
  }

  boolean isSubscribed() {
    return receiver != null;
  }

  private Receiver present() {
    Receiver present = receiver;
    if (present == null) {
      throw new IllegalStateException("nobody listens");
    }
    return present;
  }

  @Override
  public CompletionStage<Place> append(
      String topic, byte[] payload, Retention retention, @Nullable String onceKey) {
    throw new UnsupportedOperationException("others publish");
  }

  @Override
  public CompletionStage<Page> after(String topic, Place from, int limit, Retention retention) {
    calls.add("after " + Position.at(from));
    return later(() -> read(from, limit));
  }

  @Override
  public CompletionStage<Page> newest(String topic, int limit, Retention retention) {
    calls.add("newest " + limit);
    return later(() -> new Page(place(top), place(top), true, List.of()));
  }

  @Override
  public CompletionStage<Page> check(String topic, Place seen, int limit, Retention retention) {
    calls.add("check " + Position.at(seen));
    return later(() -> read(seen, limit));
  }

  private Page read(Place from, int limit) {
    boolean known = from.isOldest() || from.epoch().equals(epoch);
    long floor = Math.min(from.offset(), top);
    List<Entry> found =
        entries.stream().filter(each -> each.offset() > floor).limit(limit).toList();
    long start = found.isEmpty() ? top : found.get(0).offset() - 1;
    boolean isComplete = from.isOldest() || (known && start == from.offset());
    return new Page(place(start), place(top), isComplete, found);
  }

  private Place place(long offset) {
    return (top == 0) ? Place.OLDEST : new Place(epoch, offset);
  }

  private CompletionStage<Page> later(Supplier<Page> reading) {
    CompletableFuture<Page> page = new CompletableFuture<>();
    answers.add(
        () -> {
          if (failing) {
            page.completeExceptionally(new IllegalStateException("no connection"));
          } else {
            page.complete(reading.get());
          }
        });
    return page;
  }

  @Override
  public CompletionStage<@Nullable Void> subscribe(String topic, Receiver added) {
    receiver = added;
    return confirmed;
  }

  @Override
  public CompletionStage<@Nullable Void> unsubscribe(String topic) {
    receiver = null;
    return CompletableFuture.completedFuture(null);
  }
}
