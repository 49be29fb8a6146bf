package io.marketlake.registry;

import static org.apache.spark.sql.functions.col;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.ModelErrors;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.OpsModelAliases;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * The aliases of a lake's models, kept in {@link OpsModelAliases}. Any number of processes may
 * change them at once: each change bears the number after the last one that it was made of, and the
 * table takes each number once, on S3 too (ADR 0011). Who comes second looks again and decides
 * anew, so that no change is lost or made on a state that no longer stands.
 */
public final class ModelAliases {
  private static final String WRITER = "models-";
  private static final int ATTEMPTS = 20;

  private final LakeTables tables;

  public ModelAliases(LakeTables tables) {
    this.tables = tables;
  }

  /** A number that is another whenever an alias has changed; asks the table's log alone. */
  public long tableVersion() {
    return tables.version(OpsModelAliases.TABLE);
  }

  /** The kinds that have aliases, sorted. Runs a Spark job where there are any. */
  public List<String> kinds() {
    return tables.exists(OpsModelAliases.TABLE)
        ? tables
            .read(OpsModelAliases.TABLE)
            .select(OpsModelAliases.KIND)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList()
            .stream()
            .sorted()
            .toList()
        : List.of();
  }

  /** All changes of a kind's aliases. Runs a Spark job where there are any. */
  public AliasHistory history(String kind) {
    if (!tables.exists(OpsModelAliases.TABLE)) {
      return new AliasHistory(kind, List.of());
    }
    return new AliasHistory(
        kind,
        tables
            .read(OpsModelAliases.TABLE)
            .filter(col(OpsModelAliases.KIND).equalTo(kind))
            .select(OpsModelAliases.TABLE.select())
            .collectAsList()
            .stream()
            .map(ModelAliases::change)
            .toList());
  }

  /**
   * Takes a step.
   *
   * @param decision makes it of the history; asked again where another process was quicker. Where
   *     it answers with nothing, nothing is changed
   * @return the history with the step
   * @throws PipelineException if others are quicker again and again
   */
  public AliasHistory change(String kind, Function<AliasHistory, List<AliasChange>> decision) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      AliasHistory history = history(kind);
      List<AliasChange> step = decision.apply(history);
      if (step.isEmpty()) {
        return history;
      }
      if (isStored(history, step)) {
        return history.with(step);
      }
    }
    throw ModelErrors.aliasesBusy(kind);
  }

  private boolean isStored(AliasHistory history, List<AliasChange> step) {
    tables.ensure(OpsModelAliases.TABLE);
    List<Row> rows = new ArrayList<>();
    step.forEach(change -> rows.add(row(change)));
    // Two equal steps are still two: each has to know which of them was taken.
    String range = UUID.randomUUID().toString();
    return tables.appendIfFree(
        OpsModelAliases.TABLE,
        tables.frame(rows, OpsModelAliases.TABLE).coalesce(1),
        new Commit(WRITER + history.kind(), history.number() + 1, range));
  }

  private static Row row(AliasChange change) {
    return RowFactory.create(
        change.kind(),
        change.number(),
        change.action().text(),
        change.alias().text(),
        change.version().orElse(null),
        change.previous().orElse(null),
        Timestamp.from(change.at()),
        change.by(),
        change.reason());
  }

  private static AliasChange change(Row row) {
    return new AliasChange(
        row.getAs(OpsModelAliases.KIND),
        row.<Long>getAs(OpsModelAliases.NUMBER),
        AliasChange.Action.of(row.getAs(OpsModelAliases.ACTION)),
        Alias.of(row.getAs(OpsModelAliases.ALIAS)),
        text(row, OpsModelAliases.VERSION),
        text(row, OpsModelAliases.PREVIOUS_VERSION),
        row.<Timestamp>getAs(OpsModelAliases.CHANGED_AT).toInstant(),
        row.getAs(OpsModelAliases.CHANGED_BY),
        row.getAs(OpsModelAliases.REASON));
  }

  private static Optional<String> text(Row row, String column) {
    @Nullable String text = row.getAs(column);
    return Optional.ofNullable(text);
  }
}
