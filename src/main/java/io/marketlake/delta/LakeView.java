package io.marketlake.delta;

/**
 * A view on tables of a lake.
 *
 * @param name its name in SQL, such as {@code ops.champions}
 * @param columns its columns in brackets, with what those mean that no table says; empty where it
 *     has them from its tables
 * @param comment what its rows are
 * @param query what it selects
 */
record LakeView(String name, String columns, String comment, String query) {

  /** Makes it, or takes the place of the one of its name. */
  String statement() {
    return "CREATE OR REPLACE VIEW %s %s COMMENT '%s' AS %s"
        .formatted(name, columns, comment.replace("'", "\\'"), query);
  }
}
