package io.marketlake.silver;

import io.marketlake.silver.EventShape.Field;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/**
 * A field's value as its declared type, or a named failure of the event and null where it does not
 * fit.
 */
final class FieldValues {
  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_REASON = 200;

  private FieldValues() {}

  static @Nullable LocalDate date(String text, Field field, ParsedEvent event) {
    try {
      return LocalDate.parse(text.strip());
    } catch (DateTimeException e) {
      event.fail(field.name() + ".format", field.name() + " is " + shortened(text) + ", no date");
      return null;
    }
  }

  static @Nullable BigDecimal number(
      String number, boolean isText, Field field, ParsedEvent event) {
    if (number.length() > LONGEST_NUMBER) {
      event.fail(
          field.name() + ".range",
          field.name() + " has more than " + LONGEST_NUMBER + " characters, too many for a number");
      return null;
    }
    try {
      return new BigDecimal(number.strip());
    } catch (NumberFormatException e) {
      if (isText) {
        event.fail(field.name() + ".type", field.name() + " is " + number + ", no number");
      } else {
        // JSON allows any exponent, BigDecimal not one beyond an int.
        doesNotFit(number, field, event);
      }
      return null;
    }
  }

  static @Nullable Object fitted(BigDecimal number, Field field, ParsedEvent event) {
    // The digits before the point; checked first, since spelling out 1e999999999 would not end.
    long magnitude = (long) number.precision() - number.scale();
    switch (field.type().kind()) {
      case LONG -> {
        if (magnitude <= 19 && number.stripTrailingZeros().scale() <= 0) {
          try {
            return number.longValueExact();
          } catch (ArithmeticException e) {
            // Told below.
          }
        }
      }
      case DOUBLE -> {
        double value = number.doubleValue();
        if (Double.isFinite(value)) {
          return value;
        }
      }
      default -> {
        DecimalType type = (DecimalType) field.type().dataType();
        if (number.signum() == 0 || magnitude < -type.scale()) {
          return BigDecimal.ZERO.setScale(type.scale());
        }
        if (magnitude <= type.precision()) {
          BigDecimal scaled = number.setScale(type.scale(), RoundingMode.HALF_EVEN);
          if (scaled.precision() <= type.precision()) {
            return scaled;
          }
        }
      }
    }
    doesNotFit(number.toString(), field, event);
    return null;
  }

  private static void doesNotFit(String number, Field field, ParsedEvent event) {
    event.fail(
        field.name() + ".range",
        field.name()
            + " is "
            + number
            + ", which does not fit "
            + field.type().dataType().simpleString());
  }

  static @Nullable String wellFormed(String text, Field field, ParsedEvent event) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          event.fail(
              field.name() + ".unicode", field.name() + " has half of a surrogate pair in it");
          return null;
        }
        i++;
      }
    }
    return text;
  }

  static String shortened(String text) {
    if (text.length() <= LONGEST_REASON) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(LONGEST_REASON - 1));
    return text.substring(0, LONGEST_REASON - (splitsPair ? 1 : 0)) + "…";
  }
}
