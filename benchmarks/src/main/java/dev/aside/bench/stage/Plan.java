package dev.aside.bench.stage;

/**
 * How much is measured. Immutable.
 *
 * @param name as the command line calls it
 * @param rounds rounds of each contender in each discipline
 * @param seconds length of one round
 * @param warmSeconds running before the first round that counts, so that compilers are done
 * @param keys entries in the cache under test
 * @param peers whether contenders other than Aside and the raw libraries take part
 * @param sockets WebSockets of the fan-out
 * @param callers callers of the stampede, in each process
 * @param processes processes of the widest stampede
 * @param starts starts of each program
 * @param curves points of each growth curve, from the smallest; 0: no curves
 * @param watch whether rounds that somebody disturbed are thrown away
 */
public record Plan(
    String name,
    int rounds,
    double seconds,
    double warmSeconds,
    int keys,
    boolean peers,
    int sockets,
    int callers,
    int processes,
    int starts,
    int curves,
    boolean watch) {
  /** Aside and the raw libraries only: about two minutes. */
  public static final Plan QUICK =
      new Plan("quick", 3, 1, 2, 100_000, false, 1_000, 500, 4, 2, 0, true);

  /** With the peers: about five minutes. */
  public static final Plan PEERS =
      new Plan("peers", 3, 0.6, 1, 100_000, true, 2_000, 1_000, 10, 2, 0, true);

  /** Everything, growth curves included: an hour or so. */
  public static final Plan FULL =
      new Plan("full", 7, 4, 8, 100_000, true, 2_000, 1_000, 10, 5, 99, true);

  /** Proves that every program runs; its figures mean nothing. */
  public static final Plan SMOKE =
      new Plan("smoke", 1, 0.15, 0.1, 500, true, 8, 20, 2, 1, 2, false);
}
