package io.marketlake.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.error.PipelineException;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a lake knows of a rebuild under way.
 *
 * <p>Tier: CI.
 */
class RebuildPlanTest {
  private static final RebuildPlan PLAN =
      new RebuildPlan("id", Mode.CORRECTED, "2026-03-02", "settings", null, false);

  @TempDir private Path folder;
  private LakeFiles files;

  @BeforeEach
  void openLake() {
    files = Lake.filesOf(LakeLocation.of(folder.toString(), S3Settings.AMAZON));
  }

  @Test
  void aPlanIsReadAsItWasSavedUntilItIsForgotten() {
    assertThat(RebuildPlan.of(files, "ticks")).isEmpty();
    PLAN.save(files, "ticks");
    assertThat(RebuildPlan.of(files, "ticks")).contains(PLAN);
    assertThat(RebuildPlan.of(files, "trades")).isEmpty();
    RebuildPlan publishing = PLAN.publishing();
    publishing.save(files, "ticks");
    assertThat(RebuildPlan.of(files, "ticks")).contains(publishing);
    RebuildPlan.forget(files, "ticks");
    assertThat(RebuildPlan.of(files, "ticks")).isEmpty();
  }

  @Test
  void aPlanGoesOnForTheSameModeDateAndSettingsAlone() {
    assertThat(PLAN.isFor(Mode.CORRECTED, "2026-03-02", "settings")).isTrue();
    assertThat(PLAN.isFor(Mode.AS_STREAMED, "2026-03-02", "settings")).isFalse();
    assertThat(PLAN.isFor(Mode.CORRECTED, "2026-03-03", "settings")).isFalse();
    assertThat(PLAN.isFor(Mode.CORRECTED, null, "settings")).isFalse();
    assertThat(PLAN.isFor(Mode.CORRECTED, "2026-03-02", "others")).isFalse();
  }

  @Test
  void onlyAPlanThatHasBegunToWriteKeepsAStreamFromStarting() {
    PLAN.save(files, "ticks");
    assertThatCode(() -> RebuildPlan.requireNonePublishing(files, "ticks"))
        .doesNotThrowAnyException();
    PLAN.publishing().save(files, "ticks");
    assertThatThrownBy(() -> RebuildPlan.requireNonePublishing(files, "ticks"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("rebuild.sh --mode corrected --feed ticks --from-date 2026-03-02");
  }
}
