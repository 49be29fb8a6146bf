package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.BronzeRows;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.TableProtocol;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of records and tables when a producer or the settings change a feed's fields. Each
 * change has one end, and it is the one that docs/quality.md states.
 *
 * <p>Tier: CI. The producer's side on a real broker.
 */
class SchemaLifeTest {
  private static final Path READINGS = Path.of("src/test/resources/readings.conf");
  private static final List<LayerName> SILVER = List.of(LayerName.SILVER);
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final String SILVER_END = "silver";

  @TempDir private Path folder;

  /**
   * A change that a producer makes to an event.
   *
   * @param change as the table in the docs names it
   * @param end where the event ends: silver, or the rule that it fails in quarantine
   * @param shown the event's columns in silver; empty for one that is not there
   */
  private record Change(String change, String fields, String end, String shown) {
    String value(int number) {
      return "{\"sensor\":\"s%d\",\"at\":\"2026-03-02T12:00:00Z\"%s}"
          .formatted(number, fields.isEmpty() ? "" : "," + fields);
    }

    boolean isTaken() {
      return end.equals(SILVER_END);
    }
  }

  private static final String LEVEL = "\"level\":1.25,\"unit\":\"m\",\"note\":\"x\"";

  private static final List<Change> CHANGES =
      List.of(
          new Change("none", "\"count\":1," + LEVEL, "silver", "1 1.25 m x"),
          new Change(
              "adds a field", "\"count\":1," + LEVEL + ",\"spread\":0.5", "silver", "1 1.25 m x"),
          new Change(
              "drops an optional field",
              "\"count\":1,\"level\":1.25,\"unit\":\"m\"",
              "silver",
              "1 1.25 m null"),
          new Change(
              "sends null in an optional field",
              "\"count\":1,\"level\":null,\"unit\":null,\"note\":\"x\"",
              "silver",
              "1 null null x"),
          new Change("drops a required field", LEVEL, "count.required", ""),
          new Change(
              "sends null in a required field", "\"count\":null," + LEVEL, "count.required", ""),
          new Change(
              "widens int to long",
              "\"count\":3000000000," + LEVEL,
              "silver",
              "3000000000 1.25 m x"),
          new Change(
              "widens long beyond long",
              "\"count\":92233720368547758070," + LEVEL,
              "count.range",
              ""),
          new Change(
              "widens long to decimal, whole", "\"count\":12.0," + LEVEL, "silver", "12 1.25 m x"),
          new Change(
              "widens long to decimal, with a fraction",
              "\"count\":12.5," + LEVEL,
              "count.range",
              ""),
          new Change(
              "sends finer decimals",
              "\"count\":1,\"level\":1.239,\"unit\":\"m\",\"note\":\"x\"",
              "silver",
              "1 1.24 m x"),
          new Change(
              "widens decimal to double",
              "\"count\":1,\"level\":1.25e1,\"unit\":\"m\",\"note\":\"x\"",
              "silver",
              "1 12.50 m x"),
          new Change(
              "widens decimal beyond its digits",
              "\"count\":1,\"level\":1e300,\"unit\":\"m\",\"note\":\"x\"",
              "level.range",
              ""),
          new Change("renames a required field", "\"counted\":1," + LEVEL, "count.required", ""),
          new Change(
              "renames an optional field",
              "\"count\":1,\"level\":1.25,\"unit\":\"m\",\"remark\":\"x\"",
              "silver",
              "1 1.25 m null"),
          new Change(
              "number to a text that is a number",
              "\"count\":\"17\"," + LEVEL,
              "silver",
              "17 1.25 m x"),
          new Change("number to another text", "\"count\":\"many\"," + LEVEL, "count.type", ""),
          new Change("number to object", "\"count\":{\"n\":1}," + LEVEL, "count.type", ""),
          new Change("number to array", "\"count\":[1]," + LEVEL, "count.type", ""),
          new Change("number to boolean", "\"count\":true," + LEVEL, "count.type", ""),
          new Change(
              "text to whole number",
              "\"count\":1,\"level\":1.25,\"unit\":\"m\",\"note\":5",
              "silver",
              "1 1.25 m 5"),
          new Change(
              "text to fraction or boolean",
              "\"count\":1,\"level\":1.25,\"unit\":\"m\",\"note\":5.5",
              "note.type",
              ""),
          new Change(
              "text to object",
              "\"count\":1,\"level\":1.25,\"unit\":{\"name\":\"m\"},\"note\":\"x\"",
              "unit.type",
              ""));

  @Test
  void eachChangeOfAProducerHasItsEndAndTheQueryLivesOn() {
    TestLake lake = new TestLake(folder.resolve("lake"), Optional.of(READINGS), Map.of());
    try (LayerQuery query = lake.startLive(List.of(LayerName.BRONZE, LayerName.SILVER))) {
      for (int i = 0; i < CHANGES.size(); i++) {
        lake.send("readings", CHANGES.get(i).value(i));
      }
      query.drain();

      assertThat(taken(lake)).containsExactlyInAnyOrderEntriesOf(expected(true));
      assertThat(quarantined(lake)).containsExactlyInAnyOrderEntriesOf(expected(false));
      assertThat(lake.bronze().filter("cast(value as string) like '%\"spread\":0.5%'").count())
          .as("what is not declared is kept in bronze")
          .isEqualTo(1);

      lake.send("readings", CHANGES.get(0).value(1000));
      query.drain();
      assertThat(taken(lake)).containsEntry("s1000", "1 1.25 m x");
      assertThat(query.await(Duration.ofMillis(1))).as("the query ended").isFalse();
    }
    lake.assertNothingLostOrDoubled();
  }

  private static Map<String, String> expected(boolean taken) {
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < CHANGES.size(); i++) {
      Change change = CHANGES.get(i);
      if (change.isTaken() == taken) {
        expected.put("s" + i, taken ? change.shown() : "[" + change.end() + "]");
      }
    }
    return expected;
  }

  private static Map<String, String> taken(TestLake lake) {
    Map<String, String> found = new TreeMap<>();
    for (Row row :
        lake.silver("readings")
            .selectExpr(
                "sensor",
                "array_join(transform(array(string(count), string(level), unit, note),"
                    + " c -> coalesce(c, 'null')), ' ')")
            .collectAsList()) {
      found.put(row.getString(0), row.getString(1));
    }
    return found;
  }

  private static Map<String, String> quarantined(TestLake lake) {
    Map<String, String> found = new TreeMap<>();
    for (Row row :
        lake.quarantine()
            .selectExpr(
                "get_json_object(cast(value as string), '$.sensor')",
                "concat('[', array_join(failed_rules, ', '), ']')")
            .collectAsList()) {
      found.put(row.getString(0), row.getString(1));
    }
    return found;
  }

  @Test
  void theDocsStateTheseEnds() throws IOException {
    String docs = Files.readString(Path.of("docs/quality.md"));
    for (Change change : CHANGES.subList(1, CHANGES.size())) {
      String kind = change.end().replaceAll(".*\\.", "");
      String end = change.isTaken() ? "silver" : "quarantine, `<field>." + kind + "`";

      assertThat(docs)
          .containsPattern("(?m)^\\| \\Q" + change.change() + "\\E \\| \\Q" + end + "\\E");
    }
  }

  /** Settings of the feed in which one of its lines is another. */
  private TestLake settings(String name, String... replacements) throws IOException {
    String text = Files.readString(READINGS);
    for (int i = 0; i < replacements.length; i += 2) {
      assertThat(text).contains(replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    Path conf = Files.writeString(folder.resolve(name), text);
    return new TestLake(
        folder.resolve("lake"), Optional.of(conf), Map.of("feeds.readings.topic", "readings"));
  }

  private static void arrive(TestLake lake, long offset, String value) {
    LakeTables tables = lake.lake().tables();
    tables.ensure(BronzeEvents.TABLE);
    tables.append(
        BronzeEvents.TABLE,
        BronzeRows.of("readings", DAY, offset, value),
        new Commit("bronze-test", offset, "from " + offset));
  }

  private static List<String> rows(TestLake lake, String... columns) {
    return lake.silver("readings").selectExpr(columns).orderBy("sensor").toJSON().collectAsList();
  }

  @Test
  void aDeclarationThatGrowsAndShrinksKeepsEveryColumnThatThereWas() throws IOException {
    Change spread = CHANGES.get(1);
    TestLake before = settings("before.conf");
    arrive(before, 0, spread.value(0));
    before.run(SILVER);

    TestLake after =
        settings(
            "after.conf",
            "{ name = unit, type = string }",
            "{ name = spread, type = \"decimal(9,4)\", doc = \"ask less bid, isn't it\" }",
            "{ name = note, type = string }",
            "{ name = note, column = remark, type = string }");
    ThrowAt killed = new ThrowAt("ensured silver.readings");
    arrive(after, 1, spread.value(1));
    assertThatThrownBy(() -> after.run(SILVER, killed)).hasMessageContaining("fail point");
    after.run(SILVER);

    String[] columns = {"sensor", "unit", "note", "spread", "remark"};
    assertThat(rows(after, columns))
        .containsExactly(
            "{\"sensor\":\"s0\",\"unit\":\"m\",\"note\":\"x\"}",
            "{\"sensor\":\"s1\",\"spread\":0.5000,\"remark\":\"x\"}");

    arrive(before, 2, spread.value(2));
    before.run(SILVER);
    assertThat(rows(before, columns))
        .containsExactly(
            "{\"sensor\":\"s0\",\"unit\":\"m\",\"note\":\"x\"}",
            "{\"sensor\":\"s1\",\"spread\":0.5000,\"remark\":\"x\"}",
            "{\"sensor\":\"s2\",\"unit\":\"m\",\"note\":\"x\"}");
    assertThat(before.checkpoints()).as("one checkpoint served all").hasSize(1);
    assertThat(before.lake().tables().log(table(before)).protocol())
        .isEqualTo(new TableProtocol(1, 2, Set.of()));
  }

  @Test
  void aChangedTypeIsRefusedInOneSentenceThatNamesAllAndNothingIsTouched() throws IOException {
    TestLake before = settings("before.conf");
    before.lake().tables().ensure(table(before));
    before.lake().tables().ensure(BronzeEvents.TABLE);
    long version = before.lake().tables().version(table(before));

    TestLake after =
        settings(
            "after.conf",
            "{ name = count, type = long, required = true }",
            "{ name = count, type = double, required = true }",
            "{ name = level, type = \"decimal(9,2)\" }",
            "{ name = level, type = \"decimal(18,8)\" }",
            "{ name = note, type = string }",
            "{ name = remark, type = string }");

    assertThatThrownBy(() -> after.run(SILVER))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "the table silver.readings can't take the rows of its feed, because a column keeps its"
                + " type for life, and count is bigint and is now declared as double; and level is"
                + " decimal(9,2) and is now declared as decimal(18,8); in feeds.readings.fields set"
                + " the type back, or give the field a column of its own (column = count_double,"
                + " column = level_decimal), which is null in the rows that are there; feeds.sh"
                + " diff --feed readings shows what arrives.");
    assertThat(after.lake().tables().version(table(after))).isEqualTo(version);
    assertThat(Arrays.asList(after.silver("readings").columns())).contains("note");
  }

  private static Table table(TestLake lake) {
    return SilverTable.of(lake.feed("readings"));
  }
}
