package io.marketlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.TrimmedLog;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class RowsInTimeTest {
  private static final Table BARS = SilverBars.of(Map.of());
  private static final Instant BEGIN = Instant.parse("2026-03-02T14:30:00Z");

  @TempDir private Path folder;

  private static Row bar(Instant start) {
    return RowFactory.create(
        Stream.of(BARS.structType().fieldNames())
            .map(
                name ->
                    switch (name) {
                      case BronzeEvents.DAY -> Micros.day(Micros.of(start));
                      case SilverBars.BAR_START -> Timestamp.from(start);
                      default -> null;
                    })
            .toArray());
  }

  private static RowsInTime.Span minutes(int from, int to) {
    return new RowsInTime.Span(
        BEGIN.plus(Duration.ofMinutes(from)), BEGIN.plus(Duration.ofMinutes(to)));
  }

  /** Ten minutes in a file. */
  private static void append(LakeTables tables, int file) {
    int first = 10 * file;
    boolean unused =
        tables.append(
            BARS,
            tables
                .frame(
                    IntStream.range(first, first + 10)
                        .mapToObj(minute -> bar(BEGIN.plus(Duration.ofMinutes(minute))))
                        .toList(),
                    BARS)
                .coalesce(1),
            new Commit("load", file, "r" + file));
  }

  @Test
  void onlyFilesThatMayHaveRowsOfTheStretchesAreRead() {
    LakeTables tables =
        Lake.open(
                TestSpark.session(),
                LakeLocation.of(
                    folder.toString(), new S3Settings(Optional.empty(), Optional.empty(), false)))
            .tables();
    tables.ensure(BARS);
    RowsInTime rows = tables.rowsInTime(BARS, SilverBars.BAR_START);
    assertThat(rows.earliest()).isEmpty();
    assertThat(rows.near(List.of(minutes(0, 100))).isEmpty()).isTrue();
    // Six files of ten minutes each, the last three of the same day as the first three.
    for (int file = 0; file < 6; file++) {
      append(tables, file);
    }
    assertThat(rows.earliest()).contains(BEGIN);
    assertThat(rows.near(List.of(minutes(12, 15))).count()).isEqualTo(10);
    assertThat(rows.near(List.of(minutes(19, 20))).count()).isEqualTo(10);
    assertThat(rows.near(List.of(minutes(19, 21))).count()).isEqualTo(20);
    assertThat(rows.near(List.of(minutes(0, 1), minutes(59, 60))).count()).isEqualTo(20);
    assertThat(rows.near(List.of(minutes(60, 90))).count()).isZero();

    // Commits that it has not seen are gone from the log.
    append(tables, 6);
    append(tables, 7);
    TrimmedLog.of(tables, BARS);
    append(tables, 8);
    assertThat(rows.near(List.of(minutes(60, 90))).count()).isEqualTo(30);
    assertThat(rows.near(List.of(minutes(0, 90))).count()).isEqualTo(90);
  }
}
