package dev.aside.server.users;

import dev.aside.cache.RawAnswer;
import dev.aside.cache.RawAnswer.Source;
import java.util.Collection;

/** Where an answer came from, as the header {@code Cache-Status} says it (RFC 9211). Stateless. */
final class CacheStatus {
  private static final String HIT = "aside; hit; detail=";
  private static final String MISS = "aside; fwd=miss";

  private CacheStatus() {}

  static String of(RawAnswer answer) {
    return switch (answer.source()) {
      case LOCAL -> HIT + "local";
      case REMOTE -> HIT + "remote";
      case COLLAPSED -> MISS + "; collapsed";
      case LOADED -> answer.stored() ? MISS + "; stored" : MISS;
    };
  }

  /** Of an answer made of several: the farthest that one of them came from. */
  static String of(Collection<RawAnswer> answers) {
    boolean loaded = answers.stream().anyMatch(answer -> isLoad(answer.source()));
    if (loaded) {
      boolean stored =
          answers.stream().filter(answer -> isLoad(answer.source())).allMatch(RawAnswer::stored);
      return stored ? MISS + "; stored" : MISS;
    }
    boolean remote = answers.stream().anyMatch(answer -> answer.source() == Source.REMOTE);
    return HIT + (remote ? "remote" : "local");
  }

  private static boolean isLoad(Source source) {
    return source == Source.LOADED || source == Source.COLLAPSED;
  }
}
