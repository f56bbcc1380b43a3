package dev.aside.topic;

import dev.aside.spi.Environment;
import dev.aside.spi.MessageLog;
import dev.aside.spi.MessageLog.Entry;
import dev.aside.spi.MessageLog.Page;
import dev.aside.spi.MessageLog.Place;
import dev.aside.spi.MessageLog.Retention;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one topic with history in this process. Knows the place of the last message it
 * has handed on; whatever does not follow on that makes it read the log from there, once for all
 * its subscribers. It also does so after each reconnection, and once in a while, since the loss of
 * the newest message does not show until another one comes.
 *
 * <pre>
 *   confirmed ──► base known: ready ──► message that follows ──► handed on
 *                                  └──► hole, reconnection, time ──► page(s) read ──► handed on
 * </pre>
 *
 * <p>Thread-safe: everything is done in turns, off the I/O thread's locks and ours.
 */
final class LogChannel implements MessageLog.Receiver {
  /** Messages of one page. */
  static final int PAGE = 256;

  /** Messages that came in and wait for their turn; more are dropped, and read again later. */
  static final int MAX_WAITING = 10_000;

  /** After a failed reading, how long until the next. */
  static final Duration RETRY = Duration.ofMillis(500);

  /** How often a topic is compared with the log: this, and up to as much again by chance. */
  static final Duration CHECK = Duration.ofSeconds(20);

  private final String name;
  private final MessageLog log;
  private final Retention retention;
  private final Environment environment;
  private final AtomicInteger waiting = new AtomicInteger();

  private final Turns turns = new Turns();
  // The rest is confined to the turns.
  private final List<Follower> followers = new ArrayList<>();
  private final Held held = new Held();
  private @Nullable Place last; // null: not known yet
  private @Nullable Throwable failure; // there will be no confirmation
  private boolean confirmed;
  private boolean reading; // a page is on its way, or will be asked for after a while
  private boolean again; // another page is to be read when this one has come
  private boolean closed;
  private TimeSource.Timer nextCheck = () -> {};

  private CompletionStage<@Nullable Void> confirmation = new CompletableFuture<>(); // set by open()
  private int members; // guarded by the lock of the topics

  LogChannel(String name, MessageLog log, Retention retention, Environment environment) {
    this.name = name;
    this.log = log;
    this.retention = retention;
    this.environment = environment;
  }

  /** Subscribes. Called once, by whoever made it, under the lock of the topics. */
  void open() {
    confirmation = log.subscribe(name, this);
  }

  /** Begins. Called once, by whoever made it, under no lock. */
  void begin() {
    confirmation.whenComplete((done, error) -> turns.run(() -> confirm(error)));
    turns.run(this::scheduleCheck);
  }

  /**
   * Adds a subscriber. The caller holds the lock of the topics, and calls {@link #run} after it.
   *
   * @param from after which it wants to have everything; null: from where the channel is
   */
  void add(Subscriber<?> subscriber, @Nullable Place from) {
    members++;
    turns.put(() -> enter(subscriber, from));
  }

  /** Whether it was the last. The caller holds the lock of the topics, and runs turns after it. */
  boolean remove(Subscriber<?> subscriber) {
    members--;
    turns.put(() -> leave(subscriber));
    return members == 0;
  }

  /** Does what has been put while a lock was held. */
  void run() {
    turns.run();
  }

  /** Nothing is handed on any more. */
  void end() {
    turns.put(
        () -> {
          closed = true;
          nextCheck.cancel();
        });
  }

  void closeAll() {
    turns.run(() -> List.copyOf(followers).forEach(follower -> follower.subscriber.close()));
  }

  // Coming and going

  private void enter(Subscriber<?> subscriber, @Nullable Place from) {
    Place now = last;
    Place start = (from != null) ? from : (now != null) ? now : Place.OLDEST;
    Follower follower = new Follower(subscriber, start, /* live= */ from == null);
    followers.add(follower);
    if (failure != null || now != null) {
      welcome(follower);
    }
  }

  /** The base is known, or never will be. */
  private void welcome(Follower follower) {
    follower.subscriber.confirm(failure);
    if (failure == null && !follower.isLive()) {
      catchUp(follower);
    }
  }

  private void leave(Subscriber<?> subscriber) {
    followers.removeIf(
        follower -> {
          follower.gone |= follower.subscriber == subscriber;
          return follower.gone;
        });
  }

  // What comes from the server

  private void confirm(@Nullable Throwable error) {
    failure = error;
    confirmed = error == null;
    if (error == null) {
      readBase();
    } else {
      followers.forEach(this::welcome);
    }
  }

  @Override
  public void message(Place place, byte[] payload) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return; // the one after it shows that it is missing
    }
    turns.run(
        () -> {
          waiting.decrementAndGet();
          receive(new Kept(place, payload));
        });
  }

  private void receive(Kept message) {
    Place now = last;
    if (reading || now == null) {
      held.add(message);
    } else if (now.isBefore(message.place())) {
      handOn(message);
    } else if (!now.covers(message.place())) {
      readOn(now);
    }
  }

  private void handOn(Kept message) {
    last = message.place();
    for (Follower follower : followers) {
      if (!follower.take(message)) {
        catchUpWhenDrained(follower);
      }
    }
  }

  @Override
  public void gap() {
    turns.run(this::check);
  }

  /** Compares with the log, after the page that is on its way if there is one. */
  private void check() {
    Place now = last;
    if (reading) {
      again = true;
    } else if (now != null) {
      readOn(now);
    }
  }

  private void scheduleCheck() {
    if (!closed) {
      long extra = environment.random().nextLong(CHECK.toNanos());
      nextCheck =
          environment
              .time()
              .schedule(CHECK.plusNanos(extra), () -> turns.run(this::checkAgain)); // sends only
    }
  }

  private void checkAgain() {
    if (closed) {
      return;
    }
    scheduleCheck();
    if (confirmed) {
      check();
    }
  }

  // Reading for all

  private void readBase() {
    reading = true;
    held.clear();
    whenRead(log.newest(name, /* limit= */ 0, retention), this::takeBase, this::readBase);
  }

  private void takeBase(Page page) {
    reading = false;
    last = page.top();
    for (Follower follower : List.copyOf(followers)) {
      follower.moveTo(page.top());
      welcome(follower);
    }
    goOn(page.top());
  }

  private void readOn(Place from) {
    reading = true;
    again = false;
    held.clear();
    whenRead(log.check(name, from, PAGE, retention), page -> take(page, from), () -> readOn(from));
  }

  private void take(Page page, Place from) {
    reading = false;
    boolean oldestIsGone = from.isOldest() && page.start().offset() > 0;
    last = page.start();
    for (Follower follower : followers) {
      boolean misses = !follower.cursor().covers(page.start());
      if (follower.isLive() && misses && (oldestIsGone || !page.isComplete())) {
        follower.subscriber.offerGap(Gap.NOT_RECOVERED);
      }
      follower.moveTo(page.start());
    }
    for (Entry entry : page.entries()) {
      handOn(new Kept(new Place(page.top().epoch(), entry.offset()), entry.payload()));
    }
    if (page.end().covers(page.top())) {
      goOn(page.end());
    } else {
      readOn(page.end());
    }
  }

  /** What has come in meanwhile; if that does not follow, reads again. */
  private void goOn(Place from) {
    boolean isAll =
        held.drain(
            from,
            message -> {
              handOn(message);
              return true;
            });
    Place now = last;
    if (now != null && (again || !isAll)) {
      readOn(now);
    }
  }

  // Reading for one

  private void catchUpWhenDrained(Follower follower) {
    follower.subscriber.whenDrained(() -> turns.run(() -> catchUp(follower)));
  }

  private void catchUp(Follower follower) {
    if (closed || follower.gone || follower.reading || follower.isLive()) {
      return;
    }
    follower.reading = true;
    follower.held.clear();
    log.after(name, follower.cursor(), PAGE, retention)
        .whenComplete((page, error) -> turns.run(() -> take(follower, page)));
  }

  private void take(Follower follower, @Nullable Page page) {
    follower.reading = false;
    Place now = last;
    if (page == null || now == null) {
      later(() -> catchUp(follower));
    } else if (follower.takePage(page, now)) {
      return;
    } else if (page.top().epoch().equals(now.epoch())) {
      catchUpWhenDrained(follower);
    } else { // one of us has yet to hear of the other's epoch
      check();
      later(() -> catchUp(follower));
    }
  }

  // Waiting

  private void whenRead(
      CompletionStage<Page> reading, Consumer<Page> taker, Runnable afterFailure) {
    reading.whenComplete(
        (page, error) ->
            turns.run(
                () -> {
                  if (error == null) {
                    taker.accept(page);
                  } else {
                    later(afterFailure);
                  }
                }));
  }

  private void later(Runnable task) {
    environment
        .time()
        .schedule(
            RETRY,
            () ->
                turns.run(
                    () -> {
                      if (!closed) {
                        task.run();
                      }
                    }));
  }
}
