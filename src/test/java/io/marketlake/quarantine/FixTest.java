package io.marketlake.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.QuarantineEvents;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The SQL that repairs a record's value.
 *
 * <p>Tier: CI.
 */
class FixTest {
  private static final byte[] LATIN = {'{', '"', 'M', (byte) 0xfc, 'l', '"', '}'};

  private final SparkSession spark = TestSpark.session();

  /** What a fix makes of a record. */
  private Row fixed(String sql, String key, byte[] value) {
    Timestamp time = Timestamp.from(Instant.parse("2026-03-02T15:35:00Z"));
    Row record =
        RowFactory.create(
            "ticks",
            Date.valueOf("2026-03-02"),
            "cluster",
            "topic-1",
            "ticks",
            0,
            7L,
            time,
            time,
            "invalid",
            "silver",
            new String[] {"price.required"},
            new String[] {"price is missing"},
            key.getBytes(StandardCharsets.UTF_8),
            value,
            null);
    return Fix.of(spark, sql)
        .apply(spark.createDataFrame(List.of(record), QuarantineEvents.TABLE.structType()))
        .first();
  }

  private String value(String sql, String value) {
    byte[] bytes = fixed(sql, "k", value.getBytes(StandardCharsets.UTF_8)).getAs("value");
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void anExpressionGivesTheNewValue() {
    assertThat(value("replace(value, 'prise', 'price')", "{\"prise\":1}"))
        .isEqualTo("{\"price\":1}");
    assertThat(value("VALUE = value || key || offset || failed_rules[0]", "v"))
        .isEqualTo("vk7price.required");
  }

  @Test
  void theKeyIsSetBesideTheValueFromWhatTheyWere() {
    Row both = fixed("key = value,\n value = key", "k", "v".getBytes(StandardCharsets.UTF_8));

    assertThat(both.<byte[]>getAs("key")).asString().isEqualTo("v");
    assertThat(both.<byte[]>getAs("value")).asString().isEqualTo("k");
    assertThat(fixed("key = 'new'", "k", LATIN).<byte[]>getAs("value")).isEqualTo(LATIN);
  }

  @Test
  void bytesThatAreNoTextStayUntilTheyAreRead() {
    assertThat(fixed("substring(value, 2)", "k", LATIN).<byte[]>getAs("value"))
        .isEqualTo(java.util.Arrays.copyOfRange(LATIN, 1, LATIN.length));
    assertThat(
            fixed("decode(cast(value as binary), 'ISO-8859-1')", "k", LATIN).<byte[]>getAs("value"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"Mül\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replace(value, 'a', | line 1, column",
        "replace(valeu, 'a', 'b') | line 1, column 9: ",
        "key = 'x', value = nothing(value) | line 1, column 20: ",
        "value > 'a' | is of type boolean and no text",
        "price = 1 | it sets price, which is neither value nor key",
        "value = 'a', 'b' | it sets value twice",
        "value FROM bronze.events | it is no expression but a query",
        "explode(array(value, value)) | ",
        "max(value) | ",
      })
  void aWrongOneIsRefusedWithItsPlace(String sql, String reason) {
    assertThatThrownBy(() -> Fix.of(spark, sql))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("the fix can't be used, because ")
        .hasMessageContaining(reason == null ? "" : reason.strip());
  }

  @Test
  void theLineIsThatOfTheUsersText() {
    assertThatThrownBy(() -> Fix.of(spark, "replace(\n  valeu,\n 'a', 'b')"))
        .hasMessageContaining("line 2, column 3: ");
  }
}
