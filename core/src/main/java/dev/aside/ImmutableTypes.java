package dev.aside;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * The types of which it can be told from the declaration alone that nobody can change their values:
 * the JDK's own, enums, records of such types, and sealed interfaces over such. A component that is
 * a collection, an array or a type variable says nothing of the kind.
 */
final class ImmutableTypes {
  private static final Set<Class<?>> KNOWN =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          URI.class,
          Locale.class,
          Duration.class,
          Instant.class,
          LocalDate.class,
          LocalDateTime.class,
          LocalTime.class,
          MonthDay.class,
          OffsetDateTime.class,
          OffsetTime.class,
          Period.class,
          Year.class,
          YearMonth.class,
          ZoneId.class,
          ZoneOffset.class,
          ZonedDateTime.class);

  private ImmutableTypes() {}

  static boolean contains(Class<?> type) {
    return isImmutable(type, new HashSet<>());
  }

  /** {@code asked}: a type within itself is as immutable as the rest of it. */
  private static boolean isImmutable(Class<?> type, Set<Class<?>> asked) {
    if (type.isPrimitive() || type.isEnum() || KNOWN.contains(type) || !asked.add(type)) {
      return true;
    }
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!isImmutable(component.getType(), asked)) {
          return false;
        }
      }
      return true;
    }
    if (!type.isInterface() || !type.isSealed()) {
      return false;
    }
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (!isImmutable(permitted, asked)) {
        return false;
      }
    }
    return true;
  }
}
