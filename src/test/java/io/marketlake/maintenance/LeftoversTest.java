package io.marketlake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.delta.Lake;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import io.marketlake.topology.LakeCheckpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class LeftoversTest {
  private static final Duration OLD = Duration.ofDays(2);

  @TempDir private Path folder;
  private final Instant present = Instant.now();
  private Lake lake;

  @BeforeEach
  void makeLake() {
    lake = Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.files().write("_marketlake/assignments/silver/ticks", "silver-1");
    lake.files()
        .write(
            "_marketlake/checkpoints/silver-1/plan.json",
            """
            {"id":"silver-1","layers":["silver"],"feeds":["ticks"],"topicIds":{},
             "kafkaStart":{},"tableStart":{}}""");
  }

  private Leftovers leftovers() {
    return new Leftovers(lake, LakeCheckpoints.of(lake));
  }

  private List<String> found() {
    return leftovers()
        .find(List.of(BronzeEvents.TABLE), present.minus(Duration.ofDays(7)), present);
  }

  private Path plant(String file, Duration age) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "{}");
    Files.setLastModifiedTime(path, FileTime.from(present.minus(age)));
    return path;
  }

  @Test
  void filesOfItsOwnThatNothingNeedsAreRemovedAndOnlyThose() throws IOException {
    List<Path> spent =
        List.of(
            plant("_marketlake/checkpoints/silver-old-1/plan.json", Duration.ofDays(8)),
            plant("_marketlake/assignments/silver/.ticks.draft", OLD),
            plant("_marketlake/.conditional-write-1", OLD),
            plant("bronze/events/_delta_log/.00000000000000000009.json.1.tmp", OLD),
            plant("bronze/events/_delta_log/.conditional-write-2", OLD),
            plant("models/sentiment/v1/.manifest.json.draft", OLD));
    List<Path> needed =
        List.of(
            plant("_marketlake/checkpoints/silver-new-2/plan.json", Duration.ofDays(6)),
            plant("_marketlake/.lake.json.draft", Duration.ofHours(1)),
            plant("_marketlake/leases/other.lease", Duration.ofDays(90)),
            plant("bronze/events/_delta_log/.conditional-write-3", Duration.ofHours(1)),
            plant("models/sentiment/v1/manifest.json", Duration.ofDays(90)));

    List<String> found = found();

    assertThat(found)
        .containsExactlyInAnyOrder(
            "_marketlake/checkpoints/silver-old-1",
            "_marketlake/assignments/silver/.ticks.draft",
            "_marketlake/.conditional-write-1",
            "bronze/events/_delta_log/.00000000000000000009.json.1.tmp",
            "bronze/events/_delta_log/.conditional-write-2",
            "models/sentiment/v1/.manifest.json.draft");
    leftovers().remove(found);

    assertThat(spent).allMatch(Files::notExists);
    assertThat(needed).allMatch(Files::exists);
    assertThat(folder.resolve("_marketlake/checkpoints/silver-1")).exists();
    assertThat(found()).isEmpty();
  }
}
