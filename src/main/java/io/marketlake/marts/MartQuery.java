package io.marketlake.marts;

import io.marketlake.error.MartErrors;
import io.marketlake.job.SqlMistake;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * The query of a mart, parsed: which tables it comes to read through whatever views, and its result
 * over rows of these tables that are handed in. So the SQL is written over whole tables, and a
 * refresh runs it over the days that it needs.
 */
final class MartQuery {
  private static final int MOST_NESTED_VIEWS = 20;

  private final Mart mart;
  private final LakeNames names;
  private final LogicalPlan parsed;
  private final Map<String, DaySpan> spans = new TreeMap<>();
  private final Map<String, String> views = new TreeMap<>();
  private final Set<String> direct = new TreeSet<>();

  /** Tables that are read otherwise than as of a row's last day. */
  private final Set<String> timeless = new TreeSet<>();

  /**
   * Parses.
   *
   * @throws io.marketlake.error.PipelineException where it does not parse, is no query, or reads
   *     what the lake does not have
   */
  MartQuery(Mart mart, LakeNames names) {
    this.mart = mart;
    this.names = names;
    this.parsed = parse(mart.sql());
    with(
        parsed,
        name -> {
          direct.add(name);
          note(name, mart.spanOf(name).plus(names.spanOf(name)), mart.asOf().contains(name), 0);
          return null;
        });
    requireRead(mart.spans().keySet(), "lookback or lookahead");
    requireRead(mart.asOf(), "as-of");
    for (String table : asOf()) {
      if (!names.countingFrom().containsKey(table)) {
        throw MartErrors.badHeader(
            mart.file(),
            "its as-of comes to "
                + table
                + ", which has days or does not say when its"
                + " rows were known");
      }
    }
  }

  /** A name in the header that is not in the query would be a slip, and without effect. */
  private void requireRead(Collection<String> named, String key) {
    for (String name : named) {
      if (!direct.contains(name)) {
        throw MartErrors.notRead(mart.file(), key, name, direct);
      }
    }
  }

  private LogicalPlan parse(String sql) {
    LogicalPlan plan;
    try {
      plan = CatalystSqlParser$.MODULE$.parsePlan(sql);
    } catch (Exception e) {
      // Spark's ParseException is checked in Scala and undeclared in Java.
      throw MartErrors.badSql(mart.file(), SqlMistake.sentence(e));
    }
    if (acts(plan)) {
      throw MartErrors.noQuery(mart.file());
    }
    return plan;
  }

  /** Whether it is a statement, which Spark would carry out when asked for its columns. */
  private static boolean acts(LogicalPlan plan) {
    return plan instanceof Command
        || plan instanceof ParsedStatement
        || JavaConverters.seqAsJavaList(plan.children()).stream().anyMatch(MartQuery::acts);
  }

  private void note(String name, DaySpan span, boolean isAsOf, int depth) {
    if (names.table(name).isPresent()) {
      spans.merge(name, span, DaySpan::or);
      if (!isAsOf) {
        timeless.add(name);
      }
      return;
    }
    String view =
        names
            .view(name)
            .filter(sql -> depth < MOST_NESTED_VIEWS)
            .orElseThrow(() -> MartErrors.unknownSource(mart.file(), name, names.all()));
    views.put(name, view);
    with(
        parse(view),
        inner -> {
          note(inner, span.plus(names.spanOf(inner)), isAsOf, depth + 1);
          return null;
        });
  }

  /** Which days of the tables that it reads a row needs, by the tables' names. */
  Map<String, DaySpan> spans() {
    return spans;
  }

  /** Tables of which a row takes only what was known by the end of its day, or of those ahead. */
  Set<String> asOf() {
    Set<String> tables = new TreeSet<>(spans.keySet());
    tables.removeAll(timeless);
    return tables;
  }

  /** The queries of the views that it reads, by name. */
  Map<String, String> views() {
    return views;
  }

  /**
   * Its result.
   *
   * @param rows the rows of a table that count
   * @throws io.marketlake.error.PipelineException where Spark refuses it
   */
  Dataset<Row> over(SparkSession session, Function<Table, Dataset<Row>> rows) {
    try {
      return Dataset.ofRows(session, resolved(parsed, rows));
    } catch (Exception e) {
      // Spark's AnalysisException is checked in Scala and undeclared in Java.
      if (e instanceof AnalysisException) {
        throw MartErrors.badSql(mart.file(), SqlMistake.sentence(e));
      }
      throw e;
    }
  }

  private LogicalPlan resolved(LogicalPlan plan, Function<Table, Dataset<Row>> rows) {
    return with(
        plan,
        name -> {
          LogicalPlan inner =
              names
                  .table(name)
                  .map(table -> rows.apply(table).queryExecution().analyzed())
                  .orElseGet(() -> resolved(parse(names.view(name).orElseThrow()), rows));
          int dot = name.indexOf('.');
          List<String> layer = List.of(name.substring(0, dot));
          return new SubqueryAlias(
              new AliasIdentifier(
                  name.substring(dot + 1), JavaConverters.asScalaBuffer(layer).toSeq()),
              inner);
        });
  }

  /** A plan with others in the place of the relations that it names, where there is another. */
  private static LogicalPlan with(LogicalPlan plan, Replacement replacement) {
    return plan.transformUpWithSubqueries(new Replacing(replacement));
  }

  /** What stands for a table or view of this name; null to leave it. */
  private interface Replacement {
    @Nullable LogicalPlan of(String name);
  }

  /** Goes into common table expressions, which Spark's own walk does not. */
  private static final class Replacing extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private final Replacement replacement;

    Replacing(Replacement replacement) {
      this.replacement = replacement;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan node) {
      return node instanceof UnresolvedWith || isOfTheLake(node);
    }

    private static boolean isOfTheLake(LogicalPlan node) {
      return node instanceof UnresolvedRelation relation
          && relation.multipartIdentifier().size() == 2;
    }

    @Override
    public LogicalPlan apply(LogicalPlan node) {
      if (node instanceof UnresolvedWith with) {
        List<Tuple2<String, SubqueryAlias>> relations = new ArrayList<>();
        for (Tuple2<String, SubqueryAlias> each :
            JavaConverters.seqAsJavaList(with.cteRelations())) {
          SubqueryAlias alias = each._2();
          relations.add(
              new Tuple2<>(
                  each._1(),
                  new SubqueryAlias(
                      alias.identifier(), alias.child().transformUpWithSubqueries(this))));
        }
        Seq<Tuple2<String, SubqueryAlias>> changed =
            JavaConverters.asScalaBuffer(relations).toSeq();
        return new UnresolvedWith(with.child(), changed);
      }
      if (node instanceof UnresolvedRelation relation) {
        String name =
            String.join(".", JavaConverters.seqAsJavaList(relation.multipartIdentifier()))
                .toLowerCase(Locale.ROOT);
        LogicalPlan other = replacement.of(name);
        return other == null ? node : other;
      }
      return node;
    }
  }
}
