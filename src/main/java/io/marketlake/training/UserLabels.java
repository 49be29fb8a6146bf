package io.marketlake.training;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.xxhash64;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldSentiment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/**
 * What users say of texts, as it was known at a moment: the labels of a feed, each a row of its
 * silver table with a text, a label and {@code known_at}. Of several labels of one text the one
 * that was known last counts; of those known at one instant, the one that came last in Kafka.
 */
public final class UserLabels {
  private UserLabels() {}

  /**
   * The labels that count at a moment.
   *
   * @param labels rows of a feed's silver table
   * @param asOf what was known after it is not seen
   * @return a row a text: what it says, what it is called, and since when that was known
   */
  public static Dataset<Row> asOf(Dataset<Row> labels, Instant asOf) {
    Column order =
        struct(
            col(BronzeEvents.KNOWN_AT),
            col(Coordinate.TOPIC),
            col(Coordinate.OFFSET),
            col(Coordinate.PARTITION));
    return labels
        .filter(col(BronzeEvents.KNOWN_AT).leq(lit(Timestamp.from(asOf))))
        .filter(coalesce(trim(col(GoldSentiment.TEXT)).notEqual(""), lit(false)))
        .groupBy(trim(col(GoldSentiment.TEXT)).as(GoldSentiment.TEXT))
        .agg(
            max_by(col(GoldSentiment.LABEL), order).as(GoldSentiment.LABEL),
            max(col(BronzeEvents.KNOWN_AT)).as(BronzeEvents.KNOWN_AT));
  }

  /**
   * Labelled texts with what users say: where both name a text, the users' label counts. Runs Spark
   * jobs.
   *
   * @param current what counts at the moment, a row a text
   * @param name where they come from, for the card
   * @param source more of that, by name, for the card
   */
  public static LabelledTexts added(
      LabelledTexts texts, Dataset<Row> current, String name, Map<String, String> source) {
    Dataset<Row> others =
        texts
            .rows()
            .join(
                current.select(GoldSentiment.TEXT),
                JavaConverters.asScalaBuffer(List.of(GoldSentiment.TEXT)).toSeq(),
                "left_anti")
            .select(GoldSentiment.TEXT, GoldSentiment.LABEL);
    LabelledTexts all =
        LabelledTexts.of(
            others.unionByName(current.select(GoldSentiment.TEXT, GoldSentiment.LABEL)),
            texts.file() + " and " + name,
            sha256(texts.sha256() + " " + content(current)));
    Map<String, String> reading = new TreeMap<>(texts.reading());
    reading.putAll(source);
    reading.put("user_labels", counted(current));
    return new LabelledTexts(
        all.texts(),
        all.file(),
        all.sha256(),
        all.rowsPerClass(),
        texts.skippedRows() + all.skippedRows(),
        reading);
  }

  /** How many there are, and of which time. */
  private static String counted(Dataset<Row> current) {
    Row found =
        current
            .agg(count(lit(1)), min(col(BronzeEvents.KNOWN_AT)), max(col(BronzeEvents.KNOWN_AT)))
            .first();
    return found.getLong(0) == 0
        ? "none"
        : "%d texts, labels known from %s to %s"
            .formatted(
                found.getLong(0),
                found.getTimestamp(1).toInstant(),
                found.getTimestamp(2).toInstant());
  }

  /** Another text wherever a label differs, whatever the order of the rows. */
  private static String content(Dataset<Row> current) {
    Row found =
        current
            .select(xxhash64(col(GoldSentiment.TEXT), col(GoldSentiment.LABEL)).as("hash"))
            .agg(count(lit(1)), expr("bit_xor(hash)"), expr("sum(cast(hash AS decimal(38,0)))"))
            .first();
    return found.getLong(0) + " " + found.get(1) + " " + found.get(2);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
