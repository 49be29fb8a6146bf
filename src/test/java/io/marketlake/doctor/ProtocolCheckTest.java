package io.marketlake.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeCatalog;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All tables of marketlake can be read by the oldest readers of Delta.
 *
 * <p>Tier: CI.
 */
class ProtocolCheckTest {
  @TempDir private Path folder;
  private List<Feed> feeds;
  private Lake lake;

  @BeforeEach
  void makeLake() {
    feeds =
        SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).settings().feedsNamed(List.of());
    lake = Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
  }

  private List<Finding> findings() {
    return new ProtocolCheck()
        .findings(new LakeView(lake, feeds, LakeCatalog.tablesOf(feeds), Instant.now()));
  }

  private void set(String properties) {
    TestSpark.session()
        .sql(
            "ALTER TABLE delta.`%s` SET TBLPROPERTIES (%s)"
                .formatted(lake.tables().pathOf(GoldSentiment.TABLE), properties));
  }

  @Test
  void noTableOfMarketlakeNeedsMoreThanTheOldestReaders() {
    List<Table> tables = LakeCatalog.tablesOf(feeds);
    tables.forEach(lake.tables()::ensure);

    assertThat(tables).allMatch(lake.tables()::exists);
    assertThat(findings()).isEmpty();
  }

  @Test
  void deletionVectorsAreFoundByProtocolAndByProperty() {
    lake.tables().ensure(GoldSentiment.TABLE);
    set("'delta.enableDeletionVectors' = 'true'");

    assertThat(findings())
        .allMatch(finding -> finding.severity() == Severity.ERROR)
        .allMatch(finding -> finding.where().equals("gold.sentiment"))
        .extracting(Finding::what)
        .satisfiesExactly(
            what ->
                assertThat(what)
                    .contains("reader version 3 and writer version 7", "deletionVectors"),
            what -> assertThat(what).isEqualTo("its property delta.enableDeletionVectors is true"));
  }

  @Test
  void aChangeDataFeedIsFound() {
    lake.tables().ensure(GoldSentiment.TABLE);
    set("'delta.enableChangeDataFeed' = 'true'");

    assertThat(findings())
        .extracting(Finding::what)
        .satisfiesExactly(
            what ->
                assertThat(what)
                    .contains("reader version 1 and writer version 7 (appendOnly, changeDataFeed"),
            what -> assertThat(what).isEqualTo("its property delta.enableChangeDataFeed is true"));
  }

  @Test
  void aTableWhoseWritersTrimItsLogIsFound() {
    lake.tables().ensure(GoldSentiment.TABLE);
    set("'delta.enableExpiredLogCleanup' = 'true'");

    assertThat(findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING))
        .extracting(Finding::what)
        .isEqualTo("its writers trim its log themselves");
  }
}
