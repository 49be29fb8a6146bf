package io.marketlake.report;

import io.marketlake.report.ModelFigures.CalibrationBin;
import io.marketlake.report.draw.LineChart;
import io.marketlake.report.draw.Series;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Section;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.SilverBars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How forecasts of prices came out, beside three baselines on the same bars: what prices did more
 * often in training, the last move again, and the last move turned round.
 */
final class DirectionSection implements Question {
  private static final String ID = GoldDirection.TABLE.id();
  private static final List<String> FORECASTERS =
      List.of("model", "majority", "persistence", "reversal");
  private static final int MOST_VERSIONS = 20;

  /** What an answer is of: a model version, a day, or a tenth of the probability. */
  private static final String VERSION = "version";

  private static final String DAY = "day";
  private static final String BIN = "bin";

  /** One look at the table answers for versions, days and bins, each by horizon. */
  private static final String SQL =
      """
      WITH told AS (
        SELECT horizon, model_version, day, kind, p_up,
          kind = 'outcome' AND outcome IN ('up', 'down') AND p_up IS NOT NULL AS is_judged,
          outcome = 'up' AS rose, majority,
          IF(coalesce(trend, 0) = 0, majority, trend) AS persistence,
          IF(coalesce(trend, 0) = 0, majority, -trend) AS reversal
        FROM %s WHERE %s
      ), graded AS (
        SELECT horizon, model_version, day, kind, is_judged,
          IF(is_judged, least(9, CAST(floor(p_up * 10) AS INT)), NULL) AS bin,
          IF(is_judged, p_up, NULL) AS p_up,
          IF(is_judged, CAST(rose AS INT), NULL) AS rose,
          IF(is_judged, CAST((p_up > 0.5) = rose AS INT), NULL) AS model,
          IF(is_judged, CAST((majority = 1) = rose AS INT), NULL) AS majority,
          IF(is_judged, CAST((persistence = 1) = rose AS INT), NULL) AS persistence,
          IF(is_judged, CAST((reversal = 1) = rose AS INT), NULL) AS reversal
        FROM told
      )
      SELECT
        CASE WHEN grouping(model_version) = 0 THEN 'version' WHEN grouping(day) = 0 THEN 'day'
          ELSE 'bin' END AS part,
        horizon, model_version, CAST(day AS STRING) AS day, bin,
        count_if(kind = 'forecast') AS forecasts, count_if(kind = 'late') AS late,
        count_if(is_judged) AS judged,
        count_if(kind = 'outcome' AND NOT coalesce(is_judged, FALSE)) AS unjudged,
        avg(model) AS model, avg(majority) AS majority, avg(persistence) AS persistence,
        avg(reversal) AS reversal, avg(pow(p_up - rose, 2)) AS brier,
        avg(p_up) AS probability, avg(rose) AS share
      FROM graded
      GROUP BY GROUPING SETS ((horizon, model_version), (horizon, day), (horizon, bin))
      ORDER BY horizon, forecasts DESC, model_version, bin""";

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    if (lake.has(ID)) {
      List<Answer> answers =
          lake.ask(SQL.formatted(ReportedLake.view(ID), asked.of(SilverBars.SOURCE_FEED)));
      if (answers.isEmpty()) {
        blocks.add(Question.empty(ID, asked));
      } else {
        blocks.add(versions(of(VERSION, answers)));
        days(asked, of(DAY, answers), blocks);
        calibration(of(BIN, answers), blocks);
      }
    } else {
      blocks.add(Question.absent(ID));
    }
    QualityTable.add(lake, asked, blocks);
    return new Section("Forecasts of prices", blocks);
  }

  private static List<Answer> of(String part, List<Answer> answers) {
    return answers.stream().filter(answer -> answer.text("part").equals(part)).toList();
  }

  private static Grid versions(List<Answer> answers) {
    return new Grid(
        "Forecasts of the period by horizon in bars and model version, at most "
            + MOST_VERSIONS
            + " a horizon. Late ones were made after"
            + " their target had begun, and are not judged; nor are ties and bars without a"
            + " price. A coin has a Brier score of 0.25. From "
            + ID
            + ".",
        List.of(
            Head.text("model version"),
            Head.figure("horizon"),
            Head.figure("forecasts"),
            Head.figure("late"),
            Head.figure("judged"),
            Head.figure("no outcome"),
            Head.figure("accuracy"),
            Head.figure("Brier score")),
        answers.stream()
            .collect(
                Collectors.groupingBy(
                    answer -> answer.text(GoldDirection.HORIZON),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values()
            .stream()
            .flatMap(ofHorizon -> ofHorizon.stream().limit(MOST_VERSIONS))
            .map(
                answer ->
                    List.of(
                        answer.text(GoldDirection.MODEL_VERSION),
                        answer.text(GoldDirection.HORIZON),
                        Unit.COUNT.text(answer.figure("forecasts")),
                        Unit.COUNT.text(answer.figure("late")),
                        Unit.COUNT.text(answer.figure("judged")),
                        Unit.COUNT.text(answer.figure("unjudged")),
                        Unit.NUMBER.text(answer.figure("model")),
                        Unit.NUMBER.text(answer.figure("brier"))))
            .toList());
  }

  private static void days(Asked asked, List<Answer> answers, List<Block> blocks) {
    Map<Integer, Days> horizons = new TreeMap<>();
    for (Answer answer : answers) {
      if (answer.figure("judged") > 0) {
        Days days =
            horizons.computeIfAbsent(
                answer.number(GoldDirection.HORIZON), h -> new Days(asked.period()));
        String day = answer.text(BronzeEvents.DAY);
        FORECASTERS.forEach(name -> days.put(name, day, answer.figure(name)));
        days.put("judged", day, answer.figure("judged"));
      }
    }
    horizons.forEach(
        (horizon, days) -> {
          List<Series> lines = FORECASTERS.stream().map(days::series).toList();
          List<String> columns = new ArrayList<>(FORECASTERS);
          columns.add("judged");
          blocks.add(new Heading("Horizon %d".formatted(horizon)));
          blocks.add(
              new Picture(
                  LineChart.of(
                      "Accuracy of forecasts over %d bars a day, beside baselines"
                          .formatted(horizon),
                      asked.period().shortNames(),
                      "UTC day of bar_start",
                      lines,
                      Unit.NUMBER),
                  ("Share of right forecasts a day over %d bars, and of three baselines on the same"
                          + " bars; all model versions together. From %s.")
                      .formatted(horizon, ID),
                  days.grid("Accuracy a day, and forecasts judged", columns, Unit.NUMBER::text)));
        });
  }

  private static void calibration(List<Answer> answers, List<Block> blocks) {
    Map<Integer, List<CalibrationBin>> horizons = new TreeMap<>();
    for (Answer answer : answers) {
      if (answer.figure("judged") > 0) {
        horizons
            .computeIfAbsent(answer.number(GoldDirection.HORIZON), h -> new ArrayList<>())
            .add(
                new CalibrationBin(
                    answer.figure("judged"), answer.figure("probability"), answer.figure("share")));
      }
    }
    horizons.forEach(
        (horizon, bins) ->
            blocks.add(
                ModelSection.reliability(
                    "Calibration of forecasts over %d bars".formatted(horizon),
                    bins,
                    "share that rose",
                    ("How often prices rose over %d bars where the forecast gave such a"
                            + " probability, by tenths; greater dots have more forecasts. From %s.")
                        .formatted(horizon, ID))));
  }
}
