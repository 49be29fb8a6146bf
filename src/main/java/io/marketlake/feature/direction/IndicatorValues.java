package io.marketlake.feature.direction;

import io.marketlake.feature.indicator.IndicatorSettings;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The indicators of a bar, in the order of {@link IndicatorSettings#names}; NaN where one is not
 * defined. Equal values are equal to the bit.
 */
public final class IndicatorValues implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] values;

  private IndicatorValues(double[] values) {
    this.values = values;
  }

  /**
   * Of a list in the order of the names.
   *
   * @param values null where a value is not defined
   */
  public static IndicatorValues of(List<@Nullable Double> values) {
    double[] all = new double[values.size()];
    for (int i = 0; i < all.length; i++) {
      Double value = values.get(i);
      all[i] = value == null ? Double.NaN : value;
    }
    return new IndicatorValues(all);
  }

  /** Of the columns of a row of {@code silver.bars}. */
  static IndicatorValues read(
      Function<String, @Nullable Object> column, IndicatorSettings settings) {
    return of(settings.names().stream().map(name -> (Double) column.apply(name)).toList());
  }

  /** The value at a place of the names; NaN where it is not defined. */
  public double at(int place) {
    return values[place];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IndicatorValues that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
