package io.marketlake.feature.sentiment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.error.TrainingErrors;
import io.marketlake.feature.ModelColumns;
import io.marketlake.feature.sentiment.Lexicon.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The first stage of a sentiment pipeline: {@code __text} (string, nullable) becomes {@code
 * __tokens} (array of string, never null), see {@link SentimentTerms}.
 *
 * <p>The lexicon is a parameter of the stage, so it is stored with the model: a list that is edited
 * later changes no score of a model that is there. So is the version of the terms; a model of
 * another version is refused when it is used.
 */
public final class TextTerms extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final StringArrayParam lexicon;
  private final IntParam version;

  /** For MLlib, which sets the parameters of a stored stage behind it. */
  public TextTerms(String uid) {
    this.uid = uid;
    this.lexicon =
        new StringArrayParam(this, "lexicon", "the entries, each behind its kind and a space");
    this.version = new IntParam(this, "termsVersion", "the version of the definition of the terms");
  }

  public TextTerms(Lexicon entries) {
    this(Identifiable$.MODULE$.randomUID("terms"));
    set(lexicon, lines(entries));
    set(version, SentimentTerms.VERSION);
  }

  /** For MLlib. */
  public static MLReader<TextTerms> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The parameter that holds the lexicon; MLlib finds parameters by such methods. */
  public StringArrayParam lexicon() {
    return lexicon;
  }

  /** The parameter that holds the version of the terms. */
  public IntParam termsVersion() {
    return version;
  }

  /** The lists that the stage counts with. */
  public Lexicon entries() {
    return parsed(getOrDefault(lexicon));
  }

  /**
   * What the stage does to a text, for who needs no rows.
   *
   * @throws io.marketlake.error.PipelineException if the stage was made by a release that counts
   *     other terms
   */
  public SentimentTerms terms() {
    requireVersion();
    return new SentimentTerms(entries());
  }

  /** Throws as {@link #terms} does. */
  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    SentimentTerms terms = terms();
    UDF1<String, List<String>> function = terms::of;
    return rows.withColumn(
        ModelColumns.TOKENS,
        udf(function, DataTypes.createArrayType(DataTypes.StringType, false))
            .apply(col(ModelColumns.TEXT)));
  }

  private void requireVersion() {
    int made = (Integer) getOrDefault(version);
    if (made != SentimentTerms.VERSION) {
      throw TrainingErrors.otherTerms(made, SentimentTerms.VERSION);
    }
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (!List.of(schema.fieldNames()).contains(ModelColumns.TEXT)) {
      throw new IllegalArgumentException(
          "a sentiment pipeline needs a column " + ModelColumns.TEXT);
    }
    return schema.add(
        ModelColumns.TOKENS, DataTypes.createArrayType(DataTypes.StringType, false), false);
  }

  @Override
  public TextTerms copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  private static String[] lines(Lexicon entries) {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> entries.entries(kind).stream().map(entry -> kind.key() + " " + entry))
        .toArray(String[]::new);
  }

  private static Lexicon parsed(String[] lines) {
    Map<Kind, List<String>> entries = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      String prefix = kind.key() + " ";
      entries.put(
          kind,
          Arrays.stream(lines)
              .filter(line -> line.startsWith(prefix))
              .map(line -> line.substring(prefix.length()))
              .toList());
    }
    return Lexicon.of(entries);
  }
}
