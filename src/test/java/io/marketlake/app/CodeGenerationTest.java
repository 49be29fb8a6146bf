package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.CodeGeneration;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.BronzeEvents;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When Spark writes code for plans, and that it changes nothing. Tier: CI. */
class CodeGenerationTest {
  private static final List<LayerName> LAYERS =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS, LayerName.GOLD);

  @TempDir private Path folder;

  @AfterEach
  void forget() {
    TestSpark.session().conf().unset(CodeGeneration.INTERPRETED_ROWS);
  }

  private static boolean writesCode(SparkSession session) {
    boolean writes = session.conf().get("spark.sql.codegen.wholeStage").equals("true");
    assertThat(session.conf().get("spark.sql.codegen.factoryMode"))
        .isEqualTo(writes ? "FALLBACK" : "NO_CODEGEN");
    return writes;
  }

  @Test
  void manyRowsAreWorthIt() {
    SparkSession session = TestSpark.session().newSession();

    CodeGeneration.choose(session, 100_000);
    assertThat(writesCode(session)).isFalse();
    CodeGeneration.choose(session, 100_001);
    assertThat(writesCode(session)).isTrue();
    CodeGeneration.choose(session, 1);
    assertThat(writesCode(session)).isFalse();

    session.conf().set(CodeGeneration.INTERPRETED_ROWS, "few");
    assertThatThrownBy(() -> CodeGeneration.choose(session, 1))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("is 'few', which is no number of rows");
  }

  @Test
  void theRowsOfATableThatIsReadCountToo() {
    MartLake lake = new MartLake(folder, 1, Map.of());
    lake.trades(LocalDate.EPOCH, 20);
    LakeTables tables = lake.lake().tables();
    SparkSession session = TestSpark.session().newSession();
    session.conf().set(CodeGeneration.INTERPRETED_ROWS, "20");
    SparkSession.setActiveSession(session);
    try {
      CodeGeneration.choose(session, 0);
      long unused = tables.appended(lake.silver("trades"), 0, 1).count();
      assertThat(writesCode(session)).isFalse();

      session.conf().set(CodeGeneration.INTERPRETED_ROWS, "19");
      unused = tables.appended(lake.silver("trades"), 0, 1).count();
      assertThat(writesCode(session)).isTrue();
    } finally {
      SparkSession.setActiveSession(TestSpark.session());
    }
  }

  @Test
  void bothGiveTheSame() {
    TestLake generated = new TestLake(folder.resolve("generated"));
    // In so many micro-batches that the later ones run the plans of the first, as code at last.
    TestLake interpreted =
        generated.beside(
            folder.resolve("interpreted"), Map.of("stream.max-records-per-batch", "30"));
    for (TestLake lake : List.of(generated, interpreted)) {
      lake.publishModel();
    }
    SampleEvents.send(generated, 0);
    Prices.market(1, Instant.parse("2026-03-02T15:00:00Z"), 300).send(generated);

    TestSpark.session().conf().set(CodeGeneration.INTERPRETED_ROWS, "0");
    generated.run(LAYERS);
    TestSpark.session().conf().set(CodeGeneration.INTERPRETED_ROWS, "1000000");
    interpreted.run(LAYERS);

    Map<String, List<String>> contents = generated.contents();
    assertThat(contents.get(BronzeEvents.TABLE.id())).hasSizeGreaterThan(300);
    assertThat(interpreted.contents()).isEqualTo(contents);
    assertThat(interpreted.lake().tables().version(BronzeEvents.TABLE))
        .as("micro-batches")
        .isGreaterThan(8);
    assertThat(interpreted.bars()).isEqualTo(generated.bars());
    assertThat(writesCode(TestSpark.session())).as("a session that others use").isTrue();
  }
}
