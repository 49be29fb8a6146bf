package io.marketlake.report.draw;

import java.util.Locale;

/** How a figure is written. */
public enum Unit {
  /** A whole number: 12,345. */
  COUNT {
    @Override
    String digits(double value) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
  },

  /** Any number, four digits of it. */
  NUMBER {
    @Override
    String digits(double value) {
      double size = Math.abs(value);
      if (size >= 1_000 || size == 0) {
        return String.format(Locale.ROOT, "%,.0f", value);
      }
      if (size < 1e-4) {
        return String.format(Locale.ROOT, "%.2e", value);
      }
      int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
      return withoutZeros(String.format(Locale.ROOT, "%." + decimals + "f", value));
    }
  },

  /** A share of one: 0.1234 is 12.34 %. */
  PERCENT {
    @Override
    String digits(double value) {
      double shown = value * 100;
      double size = Math.abs(shown);
      int decimals = size >= 1_000 || size == 0 ? 0 : size >= 0.1 ? 2 : 4;
      return String.format(Locale.ROOT, "%." + decimals + "f", shown) + " %";
    }
  },

  /** A span of time in milliseconds: 1.5 s. */
  MILLIS {
    @Override
    String digits(double value) {
      double size = Math.abs(value);
      if (size < 1_000) {
        return NUMBER.digits(value) + " ms";
      }
      if (size < 60_000) {
        return NUMBER.digits(value / 1_000) + " s";
      }
      if (size < 3_600_000) {
        return NUMBER.digits(value / 60_000) + " min";
      }
      return size < 86_400_000
          ? NUMBER.digits(value / 3_600_000) + " h"
          : NUMBER.digits(value / 86_400_000) + " d";
    }
  };

  abstract String digits(double value);

  /** The figure as text; a dash where there is none. */
  public String text(double value) {
    return Double.isFinite(value) ? digits(value) : "–";
  }

  /** The figure as an axis has room for it: 12k, 3.5M. */
  String brief(double value) {
    double size = Math.abs(value);
    if ((this == COUNT || this == NUMBER) && Double.isFinite(value) && size >= 10_000) {
      String[] names = {"k", "M", "G", "T", "P"};
      int power = Math.min((int) (Math.log10(size) / 3), names.length);
      String digits = String.format(Locale.ROOT, "%.1f", value / Math.pow(1_000, power));
      return withoutZeros(digits) + names[power - 1];
    }
    if (this == PERCENT && Double.isFinite(value)) {
      String text = text(value);
      return withoutZeros(text.substring(0, text.length() - 2)) + " %";
    }
    return text(value);
  }

  private static String withoutZeros(String digits) {
    return digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
  }
}
