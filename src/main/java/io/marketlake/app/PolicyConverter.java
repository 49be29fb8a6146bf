package io.marketlake.app;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code if-better}, {@code always} or {@code never}. */
final class PolicyConverter implements ITypeConverter<Promotion.Policy> {
  @Override
  public Promotion.Policy convert(String value) {
    return Arrays.stream(Promotion.Policy.values())
        .filter(policy -> text(policy).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "it is " + value + " and can be " + String.join(", ", texts())));
  }

  private static List<String> texts() {
    return Arrays.stream(Promotion.Policy.values()).map(PolicyConverter::text).toList();
  }

  private static String text(Promotion.Policy policy) {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
