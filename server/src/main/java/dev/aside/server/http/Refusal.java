package dev.aside.server.http;

import dev.aside.AsideException;

/** A request that is answered with a {@link Problem}. */
public final class Refusal extends AsideException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private Refusal(Problem problem) {
    super(problem.detail(), null);
    this.problem = problem;
  }

  /** For {@code problem}. */
  public static Refusal of(Problem problem) {
    return new Refusal(problem);
  }

  /** For a problem that is not about fields. */
  public static Refusal of(int status, String detail) {
    return new Refusal(Problem.of(status, detail));
  }

  /** What to answer. */
  public Problem problem() {
    return problem;
  }
}
