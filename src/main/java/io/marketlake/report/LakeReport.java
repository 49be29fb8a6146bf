package io.marketlake.report;

import io.marketlake.report.page.Page;
import io.marketlake.report.page.Section;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** All that a report asks, in the order in which it is read. */
public final class LakeReport {
  private LakeReport() {}

  /**
   * Asks the lake and writes the page.
   *
   * @param cards what the registry's cards say, the newest first
   * @param madeAt when the report is made
   */
  public static Page of(ReportedLake lake, Asked asked, List<ModelFigures> cards, Instant madeAt) {
    List<Question> questions = new ArrayList<>();
    questions.add(new SummarySection());
    FeedQuality quality = new FeedQuality();
    asked.feeds().forEach(feed -> questions.add(new FeedSection(feed, quality)));
    questions.add(new PriceSection());
    questions.add(new GrowthSection());
    questions.add(new SymbolSection());
    questions.add(new MixSection());
    questions.add(new SentimentSection());
    questions.add(new ReturnsSection());
    questions.add(new ModelSection(cards));
    questions.add(new DirectionSection());
    questions.add(new AlertSection());
    List<Section> sections = questions.stream().map(question -> question.ask(lake, asked)).toList();
    return new Page(
        "Lake report, " + asked.period().text(),
        "Made at %s of what the lake had then. Times are UTC; – means that there is no figure."
            .formatted(madeAt.truncatedTo(ChronoUnit.SECONDS)),
        sections);
  }
}
