package io.marketlake.alert;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.LatestRows;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverTable;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The alerts of a lake. Of a rule and a subject at most one is open at a time. Several processes
 * may write at once: each step bears a number that the table takes once, and who comes second looks
 * again.
 */
public final class AlertBook {
  private static final String WRITER = "alerts";
  private static final int ATTEMPTS = 20;

  private final LakeTables tables;
  private final InstantSource clock;

  public AlertBook(LakeTables tables, InstantSource clock) {
    this.tables = tables;
    this.clock = clock;
  }

  /** The newest step of each alert that is open, by rule and subject. */
  public List<AlertStep> open() {
    return newest().stream().filter(AlertStep::isOpen).toList();
  }

  /** The newest step of each alert, by rule and subject and the oldest first. */
  public List<AlertStep> newest() {
    if (!tables.exists(GoldAlerts.TABLE)) {
      return List.of();
    }
    return LatestRows.newest(
            tables.read(GoldAlerts.TABLE),
            GoldAlerts.TABLE,
            List.of(GoldAlerts.ALERT_ID),
            GoldAlerts.NUMBER)
        .collectAsList()
        .stream()
        .map(AlertBook::step)
        .sorted(
            Comparator.comparing(AlertStep::rule)
                .thenComparing(AlertStep::subject)
                .thenComparing(AlertStep::knownAt))
        .toList();
  }

  /**
   * Takes the steps that conditions call for: one that is raised opens an alert or, where its
   * sentence has changed since, updates it; one that is clear closes it. An open alert of these
   * rules whose subject has no condition any more is closed.
   *
   * @return the steps that were taken
   */
  public List<AlertStep> apply(Set<String> rules, List<Condition> conditions) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long version = tables.version(GoldAlerts.TABLE);
      List<AlertStep> steps = steps(rules, conditions);
      if (version < 0 && !steps.isEmpty()) {
        tables.ensure(GoldAlerts.TABLE);
        continue;
      }
      // The table's version is the number: a commit that came between takes it.
      if (steps.isEmpty()
          || tables.appendIfFree(
              GoldAlerts.TABLE,
              tables
                  .frame(steps.stream().map(AlertBook::row).toList(), GoldAlerts.TABLE)
                  .coalesce(1),
              new Commit(WRITER, version, UUID.randomUUID().toString()))) {
        return steps;
      }
    }
    throw new IllegalStateException("others write alerts without pause");
  }

  private List<AlertStep> steps(Set<String> rules, List<Condition> conditions) {
    Instant now = clock.instant();
    Map<List<String>, AlertStep> open = new TreeMap<>(Comparator.comparing(String::valueOf));
    open().forEach(step -> open.put(List.of(step.rule(), step.subject()), step));
    List<AlertStep> steps = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (Condition condition : conditions) {
      List<String> place = List.of(condition.rule(), condition.subject());
      seen.add(place);
      step(condition, Optional.ofNullable(open.get(place)), now).ifPresent(steps::add);
    }
    open.forEach(
        (place, step) -> {
          if (rules.contains(step.rule()) && !seen.contains(place)) {
            steps.add(step.abandoned(now));
          }
        });
    return steps;
  }

  private static Optional<AlertStep> step(
      Condition condition, Optional<AlertStep> open, Instant now) {
    return switch (condition.state()) {
      case UNKNOWN -> Optional.empty();
      case CLEAR -> open.map(step -> step.next(GoldAlerts.CLOSED, condition, now));
      case RAISED ->
          open.isEmpty()
              ? Optional.of(AlertStep.opened(condition, now))
              : open.filter(step -> !step.sentence().equals(condition.sentence()))
                  .map(step -> step.next(GoldAlerts.UPDATED, condition, now));
    };
  }

  private static Row row(AlertStep step) {
    return RowFactory.create(
        Micros.day(Micros.of(step.knownAt())),
        Timestamp.from(step.eventTime()),
        Timestamp.from(step.knownAt()),
        step.alertId(),
        step.number(),
        step.step(),
        step.rule(),
        step.subject(),
        step.value(),
        step.threshold(),
        step.sentence(),
        step.causes().stream()
            .map(cause -> RowFactory.create(cause.table(), cause.key()))
            .toArray(Row[]::new));
  }

  private static AlertStep step(Row row) {
    List<Row> causes = row.getList(row.fieldIndex(GoldAlerts.CAUSES));
    return new AlertStep(
        row.getAs(GoldAlerts.ALERT_ID),
        row.<Integer>getAs(GoldAlerts.NUMBER),
        row.getAs(GoldAlerts.STEP),
        row.getAs(GoldAlerts.RULE),
        row.getAs(GoldAlerts.SUBJECT),
        row.<Timestamp>getAs(SilverTable.EVENT_TIME).toInstant(),
        row.<Timestamp>getAs(BronzeEvents.KNOWN_AT).toInstant(),
        row.getAs(GoldAlerts.VALUE),
        row.getAs(GoldAlerts.THRESHOLD),
        row.getAs(GoldAlerts.SENTENCE),
        causes.stream()
            .map(cause -> new Condition.Cause(cause.getString(0), cause.getString(1)))
            .toList());
  }
}
