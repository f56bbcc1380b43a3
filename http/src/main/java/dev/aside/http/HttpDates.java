package dev.aside.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates in the three forms of RFC 9110 section 5.6.7, and in no other: a date that is nearly right
 * is not valid, only the case of letters does not count. Stateless.
 */
final class HttpDates {
  /** It is not a date. */
  static final long INVALID = Long.MIN_VALUE;

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String TIME = "(\\d\\d):(\\d\\d):(\\d\\d)";
  private static final String MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
  private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
  private static final Pattern FIXDATE =
      Pattern.compile(DAY + ", (\\d\\d) " + MONTH + " (\\d{4}) " + TIME + " gmt");
  private static final Pattern RFC850 =
      Pattern.compile(
          "(?:mon|tues|wednes|thurs|fri|satur|sun)day, (\\d\\d)-"
              + MONTH
              + "-(\\d\\d) "
              + TIME
              + " gmt");
  private static final Pattern ASCTIME =
      Pattern.compile(DAY + " " + MONTH + " ([ \\d]\\d) " + TIME + " (\\d{4})");
  private static final int LONGEST = 40;

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  /** The form in which dates are sent. */
  static String format(long millis) {
    return FORM.format(Instant.ofEpochMilli(millis));
  }

  /**
   * Milliseconds since 1970; {@link #INVALID} if it is not a date.
   *
   * @param nowMillis by which years of two digits are understood
   */
  static long parse(String text, long nowMillis) {
    if (text.length() > LONGEST) {
      return INVALID;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    try {
      Matcher fix = FIXDATE.matcher(lower);
      if (fix.matches()) {
        return millis(number(fix, 3), fix.group(2), number(fix, 1), fix, 4);
      }
      Matcher old = RFC850.matcher(lower);
      if (old.matches()) {
        int year = year(number(old, 3), nowMillis);
        return millis(year, old.group(2), number(old, 1), old, 4);
      }
      Matcher asc = ASCTIME.matcher(lower);
      if (asc.matches()) {
        int day = Integer.parseInt(asc.group(2).strip());
        return millis(number(asc, 6), asc.group(1), day, asc, 3);
      }
    } catch (DateTimeException e) {
      return INVALID; // the 31st of February
    }
    return INVALID;
  }

  /** A year that seems more than 50 years ahead is the last one with these digits. */
  private static int year(int digits, long nowMillis) {
    int now = ZonedDateTime.ofInstant(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC).getYear();
    int year = now - now % 100 + digits;
    return (year > now + 50) ? year - 100 : year;
  }

  private static long millis(int year, String month, int day, Matcher matcher, int time) {
    int second = Math.min(59, number(matcher, time + 2)); // 60 is a leap second
    LocalDateTime date =
        LocalDateTime.of(
            year,
            MONTHS.indexOf(month) / 3 + 1,
            day,
            number(matcher, time),
            number(matcher, time + 1),
            second);
    if (number(matcher, time + 2) > 60) {
      throw new DateTimeException("second");
    }
    return date.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
