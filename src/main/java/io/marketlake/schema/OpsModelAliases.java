package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;

/**
 * {@code ops.model_aliases}: which model version had which alias from when on, who said so and why.
 * A row is one alias that was set or taken away; it holds until the next row of that kind and
 * alias. Rows are only added. Of one kind, {@code number} rises by one with each change (which may
 * be two rows: the champion's alias is set, the challenger's taken away), and {@code changed_at}
 * rises with it, so that at any time there is one champion at most.
 */
public final class OpsModelAliases {
  public static final String KIND = "kind";
  public static final String NUMBER = "number";
  public static final String ACTION = "action";
  public static final String ALIAS = "alias";
  public static final String VERSION = "version";
  public static final String PREVIOUS_VERSION = "previous_version";
  public static final String CHANGED_AT = "changed_at";
  public static final String CHANGED_BY = "changed_by";
  public static final String REASON = "reason";

  public static final Table TABLE =
      new Table(
              "ops",
              "model_aliases",
              List.of(
                  Column.required(KIND, StringType, "what the model does, such as sentiment"),
                  Column.required(NUMBER, LongType, "number of the change, by kind, from 1")
                      .in("number, from 1"),
                  Column.required(ACTION, StringType, "adopt, challenge, promote or rollback"),
                  Column.required(ALIAS, StringType, "champion or challenger"),
                  Column.optional(
                      VERSION,
                      StringType,
                      "the version that has it now; null where it was taken away"),
                  Column.optional(
                      PREVIOUS_VERSION, StringType, "the version that had it; null if none had"),
                  Column.required(CHANGED_AT, TimestampType, "from when on"),
                  Column.required(CHANGED_BY, StringType, "who changed it"),
                  Column.required(REASON, StringType, "why")),
              List.of(),
              "Which model version was champion or challenger from when on, by whom and why.")
          .ofRows("an alias that was set or taken away", List.of(KIND, NUMBER, ALIAS))
          .from("`train.sh` and `models.sh`");

  private OpsModelAliases() {}
}
