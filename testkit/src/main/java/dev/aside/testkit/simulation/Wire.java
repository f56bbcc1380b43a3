package dev.aside.testkit.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection between a process and a node. What is sent arrives in order, each way, or not
 * at all. A lost connection never comes back: the next is another object. Confined to the
 * simulation.
 *
 * <pre>
 *   send ── requests, in order ──► arrive ── execute
 *   complete ◄── replies and pushes, in order ──┘
 * </pre>
 */
final class Wire {
  /** A request that is not answered for so long has failed for the process. */
  static final long COMMAND_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final World world;
  private final VirtualTime time;
  private final ProcessClock process;
  private final RedisNode node;
  private final Mishaps mishaps;
  private final Session session;
  private final Runnable onLost;
  private final ArrayDeque<Request<?>> unanswered = new ArrayDeque<>();
  private final ArrayDeque<Request<?>> underWay = new ArrayDeque<>();
  private long requestsArrive;
  private long repliesArrive;
  private boolean open = true;
  private boolean timeoutsWatched;

  /** One question. */
  private static final class Request<T extends @Nullable Object> {
    final Command<T> command;
    final long deadline;
    final CompletableFuture<T> reply = new CompletableFuture<>();
    boolean lost;

    Request(Command<T> command, long deadline) {
      this.command = command;
      this.deadline = deadline;
    }
  }

  Wire(
      World world,
      ProcessClock process,
      RedisNode node,
      Mishaps mishaps,
      Session.Pushes pushes,
      Runnable onLost) {
    this.world = world;
    this.time = world.time;
    this.process = process;
    this.node = node;
    this.mishaps = mishaps;
    this.onLost = onLost;
    this.session = new Session(new Delivery(pushes));
    node.connected(this);
  }

  /** Announcements take their place among the replies. */
  private final class Delivery implements Session.Pushes {
    private final Session.Pushes pushes;

    Delivery(Session.Pushes pushes) {
      this.pushes = pushes;
    }

    @Override
    public void changed(String key) {
      world.tell(() -> "%s: announces %s".formatted(name(), key));
      if (!mishaps.pushIsLost()) {
        deliver(() -> pushes.changed(key));
      }
    }

    @Override
    public void flushed() {
      if (!mishaps.pushIsLost()) {
        deliver(pushes::flushed);
      }
    }
  }

  private String name() {
    return process.name() + (session.isTracking() ? " R" : " W") + "@" + node.id;
  }

  Session session() {
    return session;
  }

  boolean isOf(ProcessClock other) {
    return process == other;
  }

  RedisNode node() {
    return node;
  }

  boolean isOpen() {
    return open;
  }

  /** Sends a request; the future ends with its reply, or after {@link #COMMAND_TIMEOUT_NANOS}. */
  <T extends @Nullable Object> CompletableFuture<T> send(
      String name, Command.Execution<T> execution) {
    Request<T> request =
        new Request<>(new Command<>(name, execution), time.now() + COMMAND_TIMEOUT_NANOS);
    if (!open) {
      request.reply.completeExceptionally(new LinkException("connection lost"));
      return request.reply;
    }
    unanswered.add(request);
    watchTimeouts();
    if (mishaps.cutBeforeExecution(name)) {
      request.lost = true;
      cut();
    } else if (!mishaps.requestIsLost()) {
      underWay.add(request);
      requestsArrive =
          Math.max(requestsArrive, time.now() + mishaps.requestDelay(name))
              + world.latency.drawNanos();
      time.at(requestsArrive, () -> arrive(request));
    }
    return request.reply;
  }

  private void arrive(Request<?> request) {
    underWay.remove(request);
    if (!request.lost) {
      node.arrive(() -> execute(request));
    }
  }

  private <T extends @Nullable Object> void execute(Request<T> request) {
    if (mishaps.isDuplicated(request.command.name())) {
      time.after(mishaps.duplicateDelay(), () -> node.arrive(() -> executeAgain(request)));
    }
    Runnable completion = completion(request);
    if (mishaps.cutAfterExecution(request.command.name())) {
      cut();
    }
    deliver(handled(request.command.name(), completion));
    node.replied();
  }

  private <T extends @Nullable Object> Runnable completion(Request<T> request) {
    try {
      T result = request.command.execution().run(node, session);
      world.tell(
          () -> "%s: %s -> %s".formatted(name(), request.command.name(), Entries.shown(result)));
      return () -> complete(request, result, null);
    } catch (ServerException error) {
      world.tell(
          () -> "%s: %s -> %s".formatted(name(), request.command.name(), error.getMessage()));
      return () -> complete(request, null, error);
    }
  }

  /** A proxy between us has sent it twice; the second answer goes to nobody. */
  private void executeAgain(Request<?> request) {
    completion(request);
    node.replied();
  }

  /** A completion may run on another thread than the one that handles the pushes, and later. */
  private Runnable handled(String command, Runnable completion) {
    if (!mishaps.isHandledLate(command)) {
      return completion;
    }
    long late = mishaps.handlingDelay();
    return () -> time.after(late, () -> process.run(completion));
  }

  @SuppressWarnings("NullAway") // a null result is the command's own
  private <T extends @Nullable Object> void complete(
      Request<T> request, @Nullable T result, @Nullable ServerException error) {
    unanswered.remove(request);
    if (error == null) {
      request.reply.complete(result);
    } else {
      request.reply.completeExceptionally(error);
    }
  }

  private void deliver(Runnable delivery) {
    if (!open || mishaps.replyIsLost()) {
      return;
    }
    repliesArrive =
        Math.max(repliesArrive, time.now() + mishaps.replyDelay()) + world.latency.drawNanos();
    time.at(
        repliesArrive,
        () -> {
          if (open) {
            process.run(delivery);
          }
        });
  }

  /** Of the requests under way the first few, by chance, still get through; no reply does. */
  void cut() {
    if (!open) {
      return;
    }
    world.tell(() -> name() + ": cut");
    open = false;
    int reached = world.random.nextInt(underWay.size() + 1);
    for (Request<?> request : underWay) {
      request.lost |= reached-- <= 0;
    }
    node.disconnected(this);
    process.run(this::notice);
  }

  /** The server closes it; the process hears of that if it hears anything. */
  void closedByServer() {
    if (mishaps.replyIsLost()) {
      node.disconnected(this);
    } else {
      cut();
    }
  }

  private void notice() {
    List<Request<?>> lost = new ArrayList<>(unanswered);
    unanswered.clear();
    lost.forEach(
        request -> request.reply.completeExceptionally(new LinkException("connection lost")));
    onLost.run();
  }

  /** One timer for all: requests fail in the order in which they were sent. */
  private void watchTimeouts() {
    Request<?> oldest = unanswered.peek();
    if (!timeoutsWatched && oldest != null) {
      timeoutsWatched = true;
      time.at(oldest.deadline, () -> process.run(this::failOverdue));
    }
  }

  private void failOverdue() {
    timeoutsWatched = false;
    while (!unanswered.isEmpty() && unanswered.peek().deadline <= time.now()) {
      unanswered.remove().reply.completeExceptionally(new LinkException("no answer in time"));
    }
    watchTimeouts();
  }
}
