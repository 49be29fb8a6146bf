package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.error.RuleErrors;
import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Expectation;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * {@link BronzeEvents} -> {@link SilverTable} of each feed, {@link QuarantineEvents} and {@link
 * GoldRuleCounts}. Every bronze row becomes exactly one row: in its silver table, or in quarantine
 * with every failed rule. It is counted once, before either is written: so what a refill finds
 * missing there is counted if and only if no range of the counts has it.
 */
public final class SilverLayer implements Layer {
  public static final String NAME = "silver";

  private final List<Feed> feeds;
  private final AcceptedEvents accepted;
  private final CompanyReferences references;
  private final JudgedBefore judgedBefore;
  private final AggregateRules aggregates;
  private final boolean comparesCorrections;
  private @Nullable KeptSteps kept;

  /** Steps whose plans hold for one state of the reference. */
  private record KeptSteps(Broadcast<CompanyLookup> reference, List<FeedSteps> steps) {}

  /**
   * Of some feeds.
   *
   * @param accepted what silver took before
   * @param judgedBefore what it counted before
   * @param references what is known of companies
   */
  public SilverLayer(
      List<Feed> feeds,
      AcceptedEvents accepted,
      JudgedBefore judgedBefore,
      CompanyReferences references) {
    this(feeds, accepted, judgedBefore, references, false);
  }

  private SilverLayer(
      List<Feed> feeds,
      AcceptedEvents accepted,
      JudgedBefore judgedBefore,
      CompanyReferences references,
      boolean comparesCorrections) {
    this.feeds = List.copyOf(feeds);
    this.accepted = accepted;
    this.judgedBefore = judgedBefore;
    this.aggregates = new AggregateRules(judgedBefore);
    this.references = references;
    this.comparesCorrections = comparesCorrections;
  }

  /**
   * One that also looks for repeats among corrections, as is done when they are made and never
   * again: that they are in bronze says that they were none.
   */
  public SilverLayer comparingCorrections() {
    return new SilverLayer(feeds, accepted, judgedBefore, references, true);
  }

  /**
   * Throws unless all expressions of the feeds can be evaluated, and mean the same whenever that is
   * done.
   *
   * @param bronze rows with the columns of bronze; none are needed
   */
  public static void requireValidExpressions(List<Feed> feeds, Dataset<Row> bronze) {
    feeds.forEach(feed -> FeedExpressions.requireValid(feed, bronze));
  }

  /**
   * Rows of bronze, or of quarantine, of one feed -> the feed's columns with {@code event_time} and
   * the coordinate; {@code class} is malformed where a value can't be read.
   */
  public static Stage parsed(Feed feed) {
    return new ParseStage(feed);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> feeds() {
    return feeds.stream().map(Feed::name).toList();
  }

  @Override
  public Map<Table, Stage> inputs() {
    return Map.of(BronzeEvents.TABLE, rows -> rows);
  }

  /** A corrected record is represented by its correction. */
  @Override
  public Dataset<Row> standing(Dataset<Row> bronze) {
    return Corrections.uncorrected(bronze, Corrections.corrected(bronze));
  }

  @Override
  public List<Table> outputs() {
    List<Table> tables = new ArrayList<>(feeds.stream().map(SilverTable::of).toList());
    tables.add(QuarantineEvents.TABLE);
    tables.add(GoldRuleCounts.TABLE);
    return tables;
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    Map<Table, Dataset<Row>> tables = new LinkedHashMap<>();
    List<Dataset<Row>> rejected = new ArrayList<>();
    List<Dataset<Row>> violations = new ArrayList<>();
    // One for the whole micro-batch, so that all that reads a row finds the same.
    List<FeedSteps> steps = steps(references.now(), batch);
    Dataset<Row> bronze = batch.isSmall() ? batch.keep(input) : input;
    Map<Feed, Dataset<Row>> judgedRows = new LinkedHashMap<>();
    List<Dataset<Row>> counted = new ArrayList<>();
    for (FeedSteps of : steps) {
      Feed feed = of.feed();
      Dataset<Row> judged = batch.keep(judged(of, bronze, batch));
      judgedRows.put(feed, judged);
      counted.add(counted(of, judged, batch));
      tables.put(SilverTable.of(feed), of.accepted().apply(judged));
      rejected.add(of.rejected().apply(judged));
      if (feed.rules().stream().anyMatch(r -> r.action() == Rule.Action.FAIL)) {
        violations.add(violations(judged));
      }
    }
    rejected.stream()
        .reduce(Dataset::unionByName)
        .ifPresent(rows -> tables.put(QuarantineEvents.TABLE, rows));
    // In one job, which computes what is kept.
    Map<String, FeedTally> tallies = FeedTally.of(counted, batch.isSmall());
    List<Row> counts = counts(judgedRows, tallies, batch);
    tables.put(
        GoldRuleCounts.TABLE,
        input.sparkSession().createDataFrame(counts, GoldRuleCounts.TABLE.structType()));
    return new LayerOutput(
        tables,
        violations.stream().reduce(Dataset::unionByName),
        Optional.of(GoldRuleCounts.TABLE),
        Optional.empty(),
        Optional.of(rowsOfTables(tallies, counts)));
  }

  private Dataset<Row> counted(FeedSteps steps, Dataset<Row> judged, MicroBatch batch) {
    return batch.isRefill()
        ? FeedTally.narrow(judged.withColumn(FeedTally.IS_COUNTED, isDue(steps.feed(), judged)))
        : steps.counted().apply(judged);
  }

  private Map<Table, TableRows> rowsOfTables(Map<String, FeedTally> tallies, List<Row> counts) {
    Map<Table, TableRows> rows = new HashMap<>();
    for (Feed feed : feeds) {
      FeedTally tally = tallies.get(feed.name());
      if (tally != null) {
        tally.silver().ifPresent(of -> rows.put(SilverTable.of(feed), of));
        tally.quarantine().ifPresent(of -> rows.merge(QuarantineEvents.TABLE, of, TableRows::with));
      }
    }
    int knownAt = GoldRuleCounts.TABLE.structType().fieldIndex(BronzeEvents.KNOWN_AT);
    for (Row count : counts) {
      rows.merge(
          GoldRuleCounts.TABLE,
          new TableRows(1, count.getTimestamp(knownAt).toInstant()),
          TableRows::with);
    }
    return rows;
  }

  /** The counts, of a micro-batch that no aggregate rule stops. */
  private List<Row> counts(
      Map<Feed, Dataset<Row>> judged, Map<String, FeedTally> tallies, MicroBatch batch) {
    List<Row> counts = new ArrayList<>();
    aggregates.begin();
    judged.forEach(
        (feed, rows) -> {
          FeedTally tally = tallies.get(feed.name());
          if (tally != null && tally.records() > 0) {
            // What a refill brings is no stretch of the stream, and so has no measure of its own.
            List<Verdict> verdicts =
                batch.isRefill()
                    ? List.of()
                    : aggregates.judge(feed, rows, tally.knownBy(batch.plannedAt()));
            verdicts.forEach(verdict -> requirePassable(feed, verdict));
            counts.addAll(RuleCountRows.of(feed, tally, verdicts, batch.plannedAt()));
          }
        });
    return counts;
  }

  private static void requirePassable(Feed feed, Verdict verdict) {
    if (verdict.rule().action() == Rule.Action.FAIL && !verdict.holds()) {
      throw RuleErrors.batchRefused(feed.name(), verdict.rule().name(), verdict.describe());
    }
  }

  /** Whether a row of a refill came of itself and is in no range of the counts. */
  private Column isDue(Feed feed, Dataset<Row> judged) {
    Column came = not(Coordinate.isCorrection());
    Column isNear = OffsetRange.overlapsAny(FeedTally.ranges(judged.filter(came)));
    Iterator<Row> ranges =
        judgedBefore
            .counts(feed)
            .filter(col(GoldRuleCounts.RULE).equalTo(Rule.JSON))
            .select(explode(col(GoldRuleCounts.RANGES)).as("range"))
            .select("range.*")
            .filter(isNear)
            .toLocalIterator();
    CountedOffsets counted = CountedOffsets.of(ranges);
    UserDefinedFunction isCounted =
        udf(
            (UDF4<String, String, Integer, Long, Boolean>) counted::contains,
            DataTypes.BooleanType);
    return came.and(
        not(
            isCounted.apply(
                col(Coordinate.CLUSTER_ID),
                col(Coordinate.TOPIC_ID),
                col("`" + Coordinate.PARTITION + "`"),
                col("`" + Coordinate.OFFSET + "`"))));
  }

  @Override
  public void upkeep() {
    aggregates.end();
  }

  private List<FeedSteps> steps(Broadcast<CompanyLookup> reference, MicroBatch batch) {
    if (!batch.isSmall()) {
      return feeds.stream().map(feed -> FeedSteps.of(feed, reference)).toList();
    }
    KeptSteps current = kept;
    if (current == null || current.reference() != reference) {
      current =
          new KeptSteps(
              reference, feeds.stream().map(feed -> FeedSteps.kept(feed, reference)).toList());
      kept = current;
    }
    return current.steps();
  }

  private Dataset<Row> judged(FeedSteps steps, Dataset<Row> input, MicroBatch batch) {
    Feed feed = steps.feed();
    Dataset<Row> judged = steps.judged().apply(input);
    for (Rule rule : UniqueRules.of(feed)) {
      Dataset<Row> candidates = batch.keep(judged);
      Expectation.Uniqueness asked = UniqueRules.expectation(rule);
      // The time of a rejected event may lie anywhere, and would have all of silver read.
      Dataset<Row> compared = candidates.filter(col(QuarantineEvents.CLASS).isNull());
      Optional<Dataset<Row>> announced =
          rule.action().rejects()
              ? accepted.announced(feed).map(coming -> read(coming, batch))
              : Optional.empty();
      boolean mayRepeat =
          !batch.isSmall() || announced.isPresent() || accepted.mayRepeat(feed, compared, asked);
      if (!mayRepeat) {
        judged = candidates;
        continue;
      }
      Dataset<Row> before = DuplicateStage.compared(accepted.near(feed, compared, asked), rule);
      // Planned by itself, since it reads more than the micro-batch has.
      Dataset<Row> near = batch.isSmall() ? batch.keep(before) : before;
      DuplicateStage repeats =
          new DuplicateStage(
              rule, announced.map(coming -> near.unionByName(coming, true)).orElse(near));
      judged = (comparesCorrections ? repeats.comparingCorrections() : repeats).apply(candidates);
    }
    return steps.narrowed().apply(judged);
  }

  private static Dataset<Row> read(Dataset<Row> rows, MicroBatch batch) {
    Dataset<Row> kept = batch.keep(rows);
    long unused = kept.count();
    return kept;
  }

  private static Dataset<Row> violations(Dataset<Row> judged) {
    return judged
        .filter(size(col(RuleStage.VIOLATED)).gt(0))
        .select(
            col(BronzeEvents.FEED),
            element_at(col(RuleStage.VIOLATED), 1).as("rule"),
            Coordinate.place().as("place"));
  }
}
