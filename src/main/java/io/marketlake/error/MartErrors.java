package io.marketlake.error;

import java.util.Collection;

/** Where messages about marts are worded. */
public final class MartErrors {
  private static final String FORM =
      "conf/marts/symbol_day.sql shows the form, and docs/marts.md explains it";

  private MartErrors() {}

  private static PipelineException bad(String mart, String reason, String cure) {
    return new PipelineException(
        ErrorCode.SETTINGS, "the mart " + mart + " can't be used", reason, cure, null);
  }

  /** A header that lacks something or says what can't be. */
  public static PipelineException badHeader(String file, String reason) {
    return bad(file, reason, "correct its header; " + FORM);
  }

  public static PipelineException unreadable(String file, String reason) {
    return bad(file, reason, "name a folder of SQL files with marts.folder, or none");
  }

  /** A query that does not parse, or that Spark can't run on the lake's tables. */
  public static PipelineException badSql(String file, String reason) {
    return bad(
        file,
        "its SQL fails: " + reason,
        "correct it; query.sh runs the same SQL on the lake, to try it");
  }

  /** SQL that would change something. */
  public static PipelineException noQuery(String file) {
    return bad(
        file,
        "its SQL is no query, but a statement that does something",
        "write a SELECT, whose rows become the mart's");
  }

  /** A query that fails while it runs. */
  public static PipelineException failing(String file, String reason, Throwable cause) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the mart " + file + " can't be brought up to date",
        "its query fails: " + reason,
        "correct it, if it is to blame; it is tried again at the next refresh",
        cause);
  }

  public static PipelineException unknownSource(
      String file, String source, Collection<String> known) {
    return bad(
        file,
        "it reads " + source + ", and the lake has no such table",
        "read one of " + String.join(", ", known));
  }

  /** A header that says something of a table or view that the query does not read. */
  public static PipelineException notRead(
      String file, String key, String name, Collection<String> read) {
    return bad(
        file,
        "its " + key + " names " + name + ", which its query does not read",
        "name one of " + String.join(", ", read) + ", or none");
  }

  /** A mart that can't be brought up to date since one that it reads can't. */
  public static PipelineException waits(String file, String source) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the mart " + file + " is left as it is",
        "it reads " + source + ", which can't be brought up to date",
        "mend that one, and this one follows",
        null);
  }

  public static PipelineException circle(String marts) {
    return bad(marts, "they read each other in a circle", "let one of them read silver instead");
  }

  /** A query whose columns are not those of the header. */
  public static PipelineException otherColumns(String file, String difference) {
    return bad(
        file, difference, "let the columns of its header and of its query be the same, types too");
  }

  public static PipelineException repeatedKey(String file, String key, String example) {
    return bad(
        file,
        "its key (" + key + ") does not tell its rows apart: " + example + " occurs more than once",
        "add to the key what makes two such rows differ, or group by the key");
  }

  public static PipelineException noDay(String file, long rows) {
    return bad(
        file,
        rows + " of its rows have no day",
        "let the query leave out rows without a day, which no partition can hold");
  }

  /** A mart that was made with a column of another type. */
  public static PipelineException otherType(String file, String table, String difference) {
    return bad(
        file,
        "the table " + table + " was made with other types: " + difference,
        "give the column another name, or remove the table's folder, and it is made anew");
  }
}
