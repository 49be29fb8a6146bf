package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class UserLabelsTest {
  private static final Map<String, String> SOURCE = Map.of("user_labels_as_of", "noon");
  private static final String NOON = "2026-03-02 12:00:00";

  /** Offset order is not the order of known_at. */
  private static Dataset<Row> labels() {
    return TestSpark.session()
        .sql(
            """
            SELECT text, label, timestamp(at) AS known_at, 'labels' AS topic, 0 AS partition,
              CAST(number AS BIGINT) AS offset
            FROM VALUES
              ('profit up', 'positive', '2026-03-02 11:00:00', 1),
              ('profit up', 'neutral', '2026-03-02 11:30:00', 0),
              ('profit up', 'negative', '2026-03-02 12:00:01', 2),
              (' profit up ', 'neutral', '2026-03-02 10:00:00', 3),
              ('same instant', 'negative', '2026-03-02 11:00:00', 4),
              ('same instant', 'positive', '2026-03-02 11:00:00', 5),
              ('at the cut', 'neutral', '2026-03-02 12:00:00', 6),
              ('after the cut', 'neutral', '2026-03-02 12:00:01', 7),
              ('  ', 'neutral', '2026-03-02 10:00:00', 8)
            AS t(text, label, at, number)""");
  }

  private static Map<String, String> asOf(String time) {
    Map<String, String> found = new TreeMap<>();
    UserLabels.asOf(labels(), Instant.parse(time.replace(' ', 'T') + "Z"))
        .collectAsList()
        .forEach(row -> found.put(row.getString(0), row.getString(1)));
    return found;
  }

  @Test
  void theLabelKnownLastByThenCountsAndOneKnownLaterIsNotSeen() {
    assertThat(asOf(NOON))
        .isEqualTo(
            Map.of("profit up", "neutral", "same instant", "positive", "at the cut", "neutral"));
    assertThat(asOf("2026-03-02 11:29:59")).containsEntry("profit up", "positive").hasSize(2);
    assertThat(asOf("2026-03-02 12:00:01")).containsEntry("profit up", "negative").hasSize(4);
  }

  @Test
  void aUsersLabelCountsMoreThanTheFilesAndTheHashIsAnotherWhereALabelIs() {
    LabelledTexts file =
        LabelledTexts.of(
            TestSpark.session()
                .sql(
                    """
                    SELECT concat('text ', id) AS text, if(id < 15, 'negative', 'positive') AS label
                    FROM range(30)"""),
            "file.csv",
            "00ff");
    LabelledTexts corrected =
        UserLabels.added(file, label("text 3", "positive"), "silver.labels", SOURCE);
    LabelledTexts again =
        UserLabels.added(file, label("text 3", "positive"), "silver.labels", SOURCE);
    LabelledTexts other =
        UserLabels.added(file, label("text 3", "neutral"), "silver.labels", SOURCE);

    assertThat(corrected.rowsPerClass()).isEqualTo(Map.of("negative", 14L, "positive", 16L));
    assertThat(corrected.file()).isEqualTo("file.csv and silver.labels");
    assertThat(corrected.reading())
        .containsEntry("user_labels_as_of", "noon")
        .containsEntry(
            "user_labels",
            "1 texts, labels known from 2026-03-02T09:00:00Z to 2026-03-02T09:00:00Z");
    assertThat(again.sha256()).isEqualTo(corrected.sha256()).isNotEqualTo(file.sha256());
    assertThat(other.sha256()).isNotEqualTo(corrected.sha256());
  }

  /** Ten more of the label, since a label with fewer rows is refused. */
  private static Dataset<Row> label(String text, String label) {
    return TestSpark.session()
        .sql(
            "SELECT '%s' AS text, '%s' AS label, timestamp'2026-03-02 09:00:00' AS known_at"
                .formatted(text, label))
        .unionByName(
            TestSpark.session()
                .sql(
                    ("SELECT concat('neutral ', id) AS text, 'neutral' AS label,"
                            + " timestamp'2026-03-02 09:00:00' AS known_at FROM range(%d)")
                        .formatted(label.equals("neutral") ? 10 : 0)));
  }
}
