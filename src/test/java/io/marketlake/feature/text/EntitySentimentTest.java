package io.marketlake.feature.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestModels;
import io.marketlake.TestSpark;
import io.marketlake.inference.SentimentScorer;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often each entity of a text that names several gets the label that a person gave it, by its
 * context and by the whole text. Of the files' rows 1, 4, 7, … have been looked at; the others only
 * measure.
 */
class EntitySentimentTest {
  private static final Path OWN = Path.of("data/entity_texts.csv");
  private static final Path HEADLINES = Path.of("../shared/data/headlines_labelled.csv");
  private static final StructType TYPE =
      new StructType()
          .add("text", DataTypes.StringType)
          .add("context", DataTypes.StringType)
          .add("expected", DataTypes.StringType)
          .add("is_judged", DataTypes.BooleanType);

  /** Shares of the entities that are labelled right. */
  private record Accuracy(long entities, double byContext, double byText, double byContextJudged) {}

  /** Tier: CI. */
  @Test
  void companiesOfOurOwnTextsGetTheirOwnSentiment() {
    List<Row> rows = new ArrayList<>();
    List<String[]> texts = LabelledRows.of(OWN);
    for (int i = 0; i < texts.size(); i++) {
      String text = TextCleaner.clean(texts.get(i)[0]);
      List<EntitySpan> spans =
          Reference.LINKER.link(text).stream()
              .map(mention -> new EntitySpan(mention.symbol(), mention.start(), mention.end()))
              .toList();
      Map<String, String> labels = labels(texts.get(i)[1]);
      assertThat(EntityContexts.of(text, spans)).as(text).containsOnlyKeys(labels.keySet());
      add(text, spans, labels, i, rows);
    }

    Accuracy accuracy = accuracy(TestModels.model(), rows);

    System.out.println("Own texts: " + accuracy);

    assertThat(accuracy.entities()).isGreaterThan(80);
    assertThat(accuracy.byContext() - accuracy.byText()).as("%s", accuracy).isGreaterThan(0.15);
  }

  /**
   * The rows of one sentiment train the model, and those labelled mixed ask it.
   *
   * <p>Tier: proof. Skips where the headlines are absent.
   */
  @Test
  @Tag("proof")
  void entitiesOfMixedHeadlinesGetTheirOwnSentiment() {
    assumeThat(Files.exists(HEADLINES)).as("%s is absent", HEADLINES).isTrue();
    PipelineModel model =
        new SentimentTrainer(SentimentTrainerSettings.defaults())
            .train(
                LabelledTexts.read(
                    TestSpark.session(), HEADLINES.toString(), "headline", "sentiment"))
            .model();
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (String[] row : LabelledRows.of(HEADLINES)) {
      if (row[1].equals("mixed")) {
        Map<String, String> labels = labels(row[2]);
        add(row[0], spans(row[0], labels), labels, number++, rows);
      }
    }

    Accuracy accuracy = accuracy(model, rows);
    System.out.println("Mixed headlines: " + accuracy);

    assertThat(number).isEqualTo(1233);
    assertThat(accuracy.byContext() - accuracy.byText()).as("%s", accuracy).isGreaterThan(0.2);
    assertThat(accuracy.byContextJudged()).as("%s", accuracy).isGreaterThan(0.7);
  }

  /** An entity that the text does not spell as its label does is given the whole text. */
  private static void add(
      String text, List<EntitySpan> spans, Map<String, String> labels, int number, List<Row> rows) {
    Map<String, String> contexts = EntityContexts.of(text, spans);
    labels.forEach(
        (entity, label) ->
            rows.add(RowFactory.create(text, contexts.get(entity), label, number % 3 != 0)));
  }

  private static Map<String, String> labels(String entities) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String entity : entities.split("\\|", -1)) {
      int end = entity.lastIndexOf('=');
      labels.put(entity.substring(0, end), entity.substring(end + 1));
    }
    return labels;
  }

  /** Where a headline spells its entities: as words, else anywhere; longer names first. */
  private static List<EntitySpan> spans(String text, Map<String, String> labels) {
    List<EntitySpan> spans = new ArrayList<>();
    BitSet taken = new BitSet();
    List<String> longestFirst =
        labels.keySet().stream()
            .filter(name -> !name.isBlank())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    for (String name : longestFirst) {
      String quoted = Pattern.quote(name);
      for (String pattern :
          List.of("(?<![\\p{L}\\p{N}])" + quoted + "(?![\\p{L}\\p{N}])", quoted)) {
        Matcher found = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text);
        while (spans.stream().noneMatch(span -> span.entity().equals(name)) && found.find()) {
          if (taken.get(found.start(), found.end()).isEmpty()) {
            taken.set(found.start(), found.end());
            spans.add(new EntitySpan(name, found.start(), found.end()));
          }
        }
      }
    }
    return spans;
  }

  private static Accuracy accuracy(PipelineModel model, List<Row> rows) {
    SentimentScorer scorer = new SentimentScorer(model, "v1");
    var texts = TestSpark.session().createDataFrame(rows, TYPE).coalesce(1);
    Row byContext =
        scorer
            .apply(texts)
            .selectExpr(
                "count(*)",
                "avg(if(label = expected, 1, 0))",
                "avg(if(is_judged, if(label = expected, 1, 0), NULL))")
            .first();
    Row byText =
        scorer.apply(texts.drop("context")).selectExpr("avg(if(label = expected, 1, 0))").first();
    return new Accuracy(
        byContext.getLong(0), byContext.getDouble(1), byText.getDouble(0), byContext.getDouble(2));
  }
}
