package io.marketlake.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.delta.Lake;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class LakeCheckpointsTest {
  @TempDir private Path folder;

  @Test
  void theLogOfQuarantineIsKeptForTheSilverQueryThatWritesIt() {
    Lake lake =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.tables().ensure(QuarantineEvents.TABLE);
    Instant wish = Instant.parse("2026-03-02T00:00:00Z");
    Instant planned = wish.minus(Duration.ofDays(20));
    lake.files().write("_marketlake/assignments/silver/ticks", "silver-1");
    lake.files()
        .write(
            "_marketlake/checkpoints/silver-1/plan.json",
            """
            {"id":"silver-1","layers":["silver"],"feeds":["ticks"],"topicIds":{},
             "kafkaStart":{},"tableStart":{}}""");
    lake.files()
        .write(
            "_marketlake/checkpoints/silver-1/spark/offsets/0",
            """
            v1
            {"batchTimestampMs":%d}
            {"reservoirId":"bronze","reservoirVersion":1}
            """
                .formatted(planned.toEpochMilli()));

    LakeCheckpoints checkpoints = LakeCheckpoints.of(lake);
    var log = lake.tables().log(QuarantineEvents.TABLE);

    assertThat(checkpoints.logNeededSince(log, QuarantineEvents.TABLE, wish))
        .contains(planned.minus(Duration.ofDays(1)));
    assertThat(checkpoints.logNeededSince(log, GoldSentiment.TABLE, wish)).contains(wish);
  }
}
