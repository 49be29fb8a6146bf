package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.marketlake.TestSpark;
import io.marketlake.feature.sentiment.Lexicon;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What it costs to fit 100,000 texts, beside the plain recipe. Tier: proof. */
@Tag("proof")
class TrainingTimeTest {
  private static final int TEXTS = 100_000;

  @Test
  void a_hundred_thousand_texts_are_fitted_in_minutes() throws Exception {
    SparkSession spark = TestSpark.session();
    List<LabelledText> texts = texts(spark);
    SentimentPipeline pipeline =
        new SentimentPipeline(SentimentTrainerSettings.defaults(), Lexicon.bundled());
    pipeline.fit(TextRows.withBlanks(spark, texts.subList(0, 2000)));
    PlainRecipe.fit(TextRows.of(spark, texts.subList(0, 2000)));

    Cost plain = of(() -> PlainRecipe.fit(TextRows.of(spark, texts)));
    Cost ours = of(() -> pipeline.fit(TextRows.withBlanks(spark, texts)));
    Cost split = of(() -> TextSplit.of(texts, 1));

    Files.writeString(
        Path.of("target/training-time.txt"),
        String.format(
            "%d texts: pipeline %s, plain recipe %s, near-duplicates %s%n",
            TEXTS, ours, plain, split));
    assertThat(ours.wall()).isLessThan(Duration.ofMinutes(5));
    assertThat(split.wall()).isLessThan(Duration.ofMinutes(2));
  }

  /** Of the cores' time all threads count, compilers and collectors too. */
  private record Cost(Duration wall, Duration cores) {
    @Override
    public String toString() {
      return String.format("%.1f s (%.1f of cores)", wall.toMillis() / 1e3, cores.toMillis() / 1e3);
    }
  }

  private static Cost of(Runnable work) {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long start = System.nanoTime();
    long cores = machine.getProcessCpuTime();
    work.run();
    return new Cost(
        Duration.ofNanos(System.nanoTime() - start),
        Duration.ofNanos(machine.getProcessCpuTime() - cores));
  }

  /** The beginnings of the project's texts with the ends of others. */
  private static List<LabelledText> texts(SparkSession spark) {
    List<LabelledText> own =
        LabelledTexts.read(spark, "data/labelled_texts.csv", "text", "label").texts();
    Random random = new Random(1);
    List<LabelledText> texts = new ArrayList<>();
    while (texts.size() < TEXTS) {
      LabelledText first = own.get(random.nextInt(own.size()));
      String second = own.get(random.nextInt(own.size())).text();
      texts.add(
          new LabelledText(half(first.text(), true) + " " + half(second, false), first.label()));
    }
    return texts;
  }

  private static String half(String text, boolean first) {
    int middle = text.indexOf(' ', text.length() / 2);
    return middle < 0 ? text : first ? text.substring(0, middle) : text.substring(middle + 1);
  }
}
