package io.marketlake.feature;

import static org.apache.spark.sql.functions.udf;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** {@link TextTokens} as Spark columns, for training and scoring alike. */
public final class TextFeatures {
  private static final UserDefinedFunction WORDS = strings(TextTokens::words);
  private static final UserDefinedFunction TOKENS = strings(TextTokens::tokens);

  private TextFeatures() {}

  /** String column -> array of its words; empty for null. */
  public static Column words(Column text) {
    return WORDS.apply(text);
  }

  /** String column -> array of what a text model counts; empty for null. */
  public static Column tokens(Column text) {
    return TOKENS.apply(text);
  }

  private static UserDefinedFunction strings(UDF1<String, List<String>> function) {
    return udf(function, DataTypes.createArrayType(DataTypes.StringType, false));
  }
}
