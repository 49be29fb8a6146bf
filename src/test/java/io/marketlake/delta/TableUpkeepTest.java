package io.marketlake.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class TableUpkeepTest {
  @TempDir private Path folder;
  private final Instant present = Instant.now();

  @Test
  void aFileYoungerThanTheMomentIsKeptWhereAnHourHasOnlyBegun() throws IOException {
    Lake lake =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.tables().ensure(BronzeEvents.TABLE);
    strayFile("younger", Duration.ofMinutes(70));
    strayFile("older", Duration.ofMinutes(150));

    List<String> gone =
        lake.tables()
            .upkeep(BronzeEvents.TABLE)
            .vacuum(present.minus(Duration.ofMinutes(80)), present, true);

    assertThat(gone).singleElement().asString().endsWith("older.parquet");
  }

  private void strayFile(String name, Duration age) throws IOException {
    Path file =
        folder.resolve("bronze/events/feed=ticks/day=2026-03-02").resolve(name + ".parquet");
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "rows");
    Files.setLastModifiedTime(file, FileTime.from(present.minus(age)));
  }
}
