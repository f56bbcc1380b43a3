package dev.aside.testkit.simulation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections that a process keeps to the server: for reads, which brings the
 * announcements too, or for writes. It is made anew when it is lost or silent, as the real one is.
 * What a test does to it hits the present connection, or the next request on it.
 *
 * <p>Confined to the simulation.
 */
public final class SimulatedLink {
  /** A connection on which nothing is answered for this long is given up. */
  static final long MAX_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Every command begins with this. */
  private static final String ANY = "";

  private static final int FIRST_RETRY_MILLIS = 25;
  private static final int LAST_RETRY_MILLIS = 300;

  /** What the link is for. */
  interface Use extends Session.Pushes {
    /** Asks for something: at each heartbeat. */
    CompletionStage<?> probe(Wire wire);

    /** Sets up a new connection, before it is used. */
    CompletionStage<?> prepare(Wire wire);

    Duration heartbeat();

    /** The connection can be used. */
    void up(Wire wire);

    /** The connection is gone. */
    void down();
  }

  private final World world;
  private final ProcessClock clock;
  private final Supplier<RedisNode> address;
  private final Use use;
  private final Mishaps mishaps;
  private @Nullable Wire wire;
  private boolean up;
  private long answeredNanos;

  SimulatedLink(
      World world, ProcessClock clock, Supplier<RedisNode> address, Use use, boolean ofReads) {
    this.world = world;
    this.clock = clock;
    this.address = address;
    this.use = use;
    this.mishaps = new Mishaps(world, ofReads);
  }

  // Faults

  /**
   * The connection is lost: of the requests under way the first few, by chance, are executed, and
   * no reply comes.
   */
  public void cut() {
    if (wire != null) {
      wire.cut();
    }
  }

  /** The next request does not arrive, and the connection is lost with it. */
  public void cutBeforeNextRequest() {
    cutBeforeNext(ANY);
  }

  void cutBeforeNext(String command) {
    mishaps.cutBeforeNext(command);
  }

  /** The next request is executed, and the connection is lost before its reply. */
  public void cutAfterNextRequest() {
    cutAfterNext(ANY);
  }

  void cutAfterNext(String command) {
    mishaps.cutAfterNext(command);
  }

  /** The next request of this kind, and what is behind it, arrives so much later. */
  void stallFrom(String command, Duration delay) {
    mishaps.holdFrom(command, delay.toNanos());
  }

  /** What is sent to the server within {@code delay} arrives after it. */
  public void stallRequests(Duration delay) {
    mishaps.holdRequests(delay.toNanos());
  }

  /** Replies and announcements that are sent within {@code delay} arrive after it. */
  public void stallReplies(Duration delay) {
    mishaps.holdReplies(delay.toNanos());
  }

  /** From here on requests arrive nowhere, until the connection is given up for its silence. */
  public void loseRequests() {
    if (wire != null) {
      mishaps.loseRequests();
    }
  }

  /** From here on nothing comes back, until the connection is given up for its silence. */
  public void loseReplies() {
    if (wire != null) {
      mishaps.loseReplies();
    }
  }

  /** The next request is executed once more, {@code later}; that answer goes to nobody. */
  public void duplicateNextRequest(Duration later) {
    duplicateNext(ANY, later);
  }

  void duplicateNext(String command, Duration later) {
    mishaps.duplicateNext(command, later.toNanos());
  }

  /**
   * From here on announcements are swallowed and everything else passes, until the connection is
   * given up because the canary does not come.
   */
  public void losePushes() {
    if (wire != null) {
      mishaps.losePushes();
    }
  }

  /** The process handles the next reply so much later, and what comes behind it before it. */
  public void handleNextReplyLate(Duration delay) {
    handleNextLate(ANY, delay);
  }

  void handleNextLate(String command, Duration delay) {
    mishaps.handleNextLate(command, delay.toNanos());
  }

  /** Whether requests can be sent. */
  public boolean isUp() {
    return up;
  }

  /** What was yet to go wrong does not. */
  void calm() {
    mishaps.calm();
  }

  // The link itself

  void connect() {
    world.time.after(2 * world.latency.drawNanos(), () -> clock.run(this::connected));
  }

  private void connected() {
    RedisNode node = address.get();
    if (node.isDead()) {
      retry();
      return;
    }
    mishaps.renew();
    Wire made = new Wire(world, clock, node, mishaps, use, this::lost);
    wire = made;
    use.prepare(made).whenComplete((answer, error) -> prepared(made, error));
  }

  private void prepared(Wire made, @Nullable Throwable error) {
    if (error != null) {
      made.cut();
    } else if (made.isOpen()) {
      up = true;
      answeredNanos = clock.nanoTime();
      use.up(made);
      clock.schedule(use.heartbeat().toNanos(), () -> beat(made));
    }
  }

  private void beat(Wire beating) {
    if (!beating.isOpen()) {
      return;
    }
    if (clock.nanoTime() - answeredNanos > MAX_SILENCE_NANOS) {
      beating.cut();
      return;
    }
    use.probe(beating).whenComplete((answer, error) -> answered(error));
    clock.schedule(use.heartbeat().toNanos(), () -> beat(beating));
  }

  private void answered(@Nullable Throwable error) {
    if (error == null) {
      answeredNanos = clock.nanoTime();
    }
  }

  private void lost() {
    boolean was = up;
    up = false;
    wire = null;
    if (was) {
      use.down();
    }
    retry();
  }

  private void retry() {
    int pause = world.random.nextInt(FIRST_RETRY_MILLIS, LAST_RETRY_MILLIS);
    clock.schedule(TimeUnit.MILLISECONDS.toNanos(pause), this::connect);
  }

  /** Sends a request if there is a connection; else it fails at once. */
  <T extends @Nullable Object> CompletableFuture<T> send(
      String name, Command.Execution<T> execution) {
    Wire present = wire;
    if (!up || present == null) {
      return CompletableFuture.failedFuture(new LinkException("not connected"));
    }
    CompletableFuture<T> reply = present.send(name, execution);
    reply.whenComplete(
        (value, error) -> {
          if (present.node().isRedirecting()) {
            redirected(present);
          }
        });
    return reply;
  }

  /** Another node owns the keys now: what was read here is announced no more. */
  private void redirected(Wire present) {
    present.cut();
  }

  /** Whether it stands and its last heartbeats have been answered. */
  boolean isAnswering() {
    return up && clock.nanoTime() - answeredNanos < MAX_SILENCE_NANOS / 2;
  }

  /** The server's side of the present connection; null: there is none. */
  @Nullable Session session() {
    return (wire == null) ? null : wire.session();
  }

  /** Until when no announcement was lost; the end of time if none was. */
  long informedUntilNanos() {
    return mishaps.informedUntil();
  }

  /** From when on announcements can be missed. */
  long missedFromNanos() {
    return mishaps.missedFrom();
  }

  /** The process is gone, and its machine closes its connections. */
  void die() {
    if (wire != null) {
      wire.cut();
    }
  }
}
