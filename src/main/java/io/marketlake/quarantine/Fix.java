package io.marketlake.quarantine;

import static org.apache.spark.sql.functions.col;

import io.marketlake.error.PipelineException;
import io.marketlake.error.QuarantineErrors;
import io.marketlake.job.SqlMistake;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.QuarantineEvents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * A user's SQL that makes the new value of a quarantined record, and its key where that is wrong:
 * rows of {@link QuarantineEvents} -> the same with other bytes. The SQL is an expression that
 * gives the value, or {@code value = …} and {@code key = …} separated by a comma. In it, value and
 * key are texts; bytes that are not UTF-8 stay as they are, so that {@code decode(cast(value as
 * binary), 'ISO-8859-1')} reads them. One row in, one row out.
 */
public final class Fix implements Stage {
  private static final List<String> TEXTS = List.of(BronzeEvents.VALUE, BronzeEvents.KEY);
  private static final String ORIGINAL = "__original_";

  private final String sql;
  private final Map<String, Expression> assignments;

  private Fix(String sql, Map<String, Expression> assignments) {
    this.sql = sql;
    this.assignments = assignments;
  }

  /**
   * Reads the SQL.
   *
   * @throws PipelineException that says what is wrong with it, and where
   */
  public static Fix of(SparkSession spark, String sql) {
    Fix fix =
        new Fix(
            sql,
            explained(() -> assignments(spark.sessionState().sqlParser().parsePlan(select(sql)))));
    Dataset<Row> none = spark.createDataFrame(List.of(), QuarantineEvents.TABLE.structType());
    explained(
        () -> {
          Dataset<Row> texts = texts(none);
          fix.assignments.forEach(
              (name, expression) ->
                  requireText(
                      name, texts.select(new Column(expression)).schema().fields()[0].dataType()));
          return fix.apply(none).schema();
        });
    return fix;
  }

  /** As a list of columns, which Spark's parser reads to its end; a line above the user's first. */
  private static String select(String sql) {
    return "SELECT\n" + sql;
  }

  private static Map<String, Expression> assignments(LogicalPlan plan) {
    if (!(plan instanceof Project project) || !(project.child() instanceof OneRowRelation)) {
      throw QuarantineErrors.badFix("it is no expression but a query");
    }
    List<Expression> parts = new ArrayList<>();
    JavaConverters.seqAsJavaList(project.projectList())
        .forEach(part -> parts.add(expression(part)));
    Map<String, Expression> found = new LinkedHashMap<>();
    for (Expression part : parts) {
      if (part instanceof EqualTo equal
          && equal.left() instanceof UnresolvedAttribute left
          && left.nameParts().size() == 1) {
        String name = left.nameParts().head().toLowerCase(Locale.ROOT);
        if (!TEXTS.contains(name)) {
          throw QuarantineErrors.badFix("it sets " + name + ", which is neither value nor key");
        }
        put(found, name, equal.right());
      } else {
        put(found, BronzeEvents.VALUE, part);
      }
    }
    return found;
  }

  private static Expression expression(NamedExpression column) {
    return column instanceof UnresolvedAlias alias ? alias.child() : (Expression) column;
  }

  private static void put(Map<String, Expression> found, String name, Expression expression) {
    if (found.put(name, expression) != null) {
      throw QuarantineErrors.badFix("it sets " + name + " twice");
    }
  }

  private static void requireText(String name, DataType type) {
    if (!type.sameType(DataTypes.StringType) && !type.sameType(DataTypes.BinaryType)) {
      throw QuarantineErrors.badFix(
          "what it makes of " + name + " is of type " + type.simpleString() + " and no text");
    }
  }

  private interface Analysis<T> {
    T run() throws AnalysisException;
  }

  private static <T> T explained(Analysis<T> analysis) {
    try {
      return analysis.run();
    } catch (AnalysisException e) {
      throw QuarantineErrors.badFix(place(e) + SqlMistake.sentence(e));
    }
  }

  /** Where in the user's SQL it is wrong, as far as Spark says it. */
  private static String place(AnalysisException e) {
    Option<Object> line = e.line();
    Option<Object> column = e.startPosition();
    return line.isEmpty() || column.isEmpty()
        ? ""
        : "line %d, column %d: ".formatted((int) line.get() - 1, (int) column.get() + 1);
  }

  /** The SQL as the user wrote it. */
  public String sql() {
    return sql;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> quarantined) {
    Dataset<Row> texts = texts(quarantined);
    List<Column> columns = new ArrayList<>();
    for (String name : quarantined.columns()) {
      Expression expression = assignments.get(name);
      if (expression != null) {
        columns.add(new Column(expression).cast(DataTypes.BinaryType).as(name));
      } else {
        columns.add(TEXTS.contains(name) ? col(ORIGINAL + name).as(name) : col(name));
      }
    }
    return texts.select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> texts(Dataset<Row> quarantined) {
    Dataset<Row> texts = quarantined;
    for (String name : TEXTS) {
      texts =
          texts
              .withColumn(ORIGINAL + name, col(name))
              .withColumn(name, col(name).cast(DataTypes.StringType));
    }
    return texts;
  }
}
