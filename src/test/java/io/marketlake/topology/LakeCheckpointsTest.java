package io.marketlake.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.delta.Lake;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class LakeCheckpointsTest {
  @TempDir private Path folder;

  private static final Instant WISH = Instant.parse("2026-03-02T00:00:00Z");
  private static final Instant PLANNED = WISH.minus(Duration.ofDays(20));

  /** The log of a table as it is kept in a lake where one query alone has run, of this layer. */
  private Optional<Instant> kept(Table table, String layer) {
    Lake lake =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.tables().ensure(table);
    String id = layer + "-1";
    lake.files().write("_marketlake/assignments/" + layer + "/ticks", id);
    lake.files()
        .write(
            "_marketlake/checkpoints/" + id + "/plan.json",
            """
            {"id":"%s","layers":["%s"],"feeds":["ticks"],"topicIds":{},
             "kafkaStart":{},"tableStart":{}}"""
                .formatted(id, layer));
    lake.files()
        .write(
            "_marketlake/checkpoints/" + id + "/spark/offsets/0",
            """
            v1
            {"batchTimestampMs":%d}
            {"reservoirId":"bronze","reservoirVersion":1}
            """
                .formatted(PLANNED.toEpochMilli()));
    return LakeCheckpoints.of(lake).logNeededSince(lake.tables().log(table), table, WISH);
  }

  @Test
  void theLogOfQuarantineIsKeptForTheSilverQueryThatWritesIt() {
    assertThat(kept(QuarantineEvents.TABLE, "silver")).contains(PLANNED.minus(Duration.ofDays(1)));
  }

  @Test
  void theLogOfATableOfBarsIsKeptForTheQueryOfBarsThatWritesIt() {
    assertThat(kept(SilverLate.TABLE, "bars")).contains(PLANNED.minus(Duration.ofDays(1)));
  }

  @Test
  void theLogOfATableIsNotKeptForAQueryThatDoesNotWriteIt() {
    assertThat(kept(SilverLate.TABLE, "silver")).contains(WISH);
  }
}
