package dev.aside.server.config;

import java.util.regex.Pattern;

/** Takes passwords out of what people get to see. Stateless. */
public final class Secrets {
  /** What stands in place of a secret. */
  public static final String MASK = "***";

  /** The last {@code @} counts: a password may hold one that nobody encoded. */
  private static final Pattern USER_INFO = Pattern.compile("(//)[^/\\s]*@|(//)\\S*@");

  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([?&;]\\w*(?:password|passwd|pwd|secret|token)\\w*=)[^&;\\s]*");

  private Secrets() {}

  /**
   * {@code text} with the user information of each URL and the parameters that hold passwords
   * replaced. Masks too much rather than too little, and works on malformed URLs too.
   */
  public static String mask(String text) {
    String masked = USER_INFO.matcher(text).replaceAll("//" + MASK + "@");
    return PARAMETER.matcher(masked).replaceAll("$1" + MASK);
  }
}
