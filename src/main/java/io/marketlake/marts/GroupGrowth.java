package io.marketlake.marts;

/**
 * The view {@code gold.group_growth}: the growth of groups of companies a day, what the marts by
 * industry, country and technology show. Columns: {@code grouping}, what the companies have in
 * common (industry, country or technology); {@code name}, which one; and the sums.
 */
public final class GroupGrowth {
  /** Its name in SQL. */
  public static final String NAME = "gold.group_growth";

  /** What it reads. */
  public static final String SOURCE = "gold.symbol_growth";

  /** Its columns, with what those mean that no table says. */
  public static final String COLUMNS =
      """
      (day, event_time COMMENT 'when the newest event of any of the companies happened',
        known_at COMMENT 'when the last event that it holds could be known', source_feed,
        grouping COMMENT 'industry, country or technology: what the companies have in common',
        name COMMENT 'which industry, country or technology; unknown for symbols without one',
        companies COMMENT 'symbols with a growth that day',
        growing COMMENT 'those of them whose growth is above 0',
        falling COMMENT 'those of them whose growth is below 0',
        share_growing COMMENT 'growing / companies',
        mean_growth COMMENT 'mean of their growths, each company counting the same',
        volume_weighted_growth COMMENT 'mean of their growths, weighted by volume; null where none has any',
        volume COMMENT 'sum of their volumes')""";

  /** What its rows are. */
  public static final String COMMENT =
      "The growth of industries, countries and technologies a day.";

  /**
   * The query behind the view. Decimals, so that a sum is the same in whatever order it is made.
   */
  public static final String SQL =
      """
      SELECT day, max(event_time) AS event_time, max(known_at) AS known_at, source_feed,
        grouping, coalesce(name, 'unknown') AS name,
        count(growth) AS companies,
        count_if(growth > 0) AS growing,
        count_if(growth < 0) AS falling,
        CAST(CAST(count_if(growth > 0) AS DECIMAL(18,0)) / nullif(count(growth), 0)
          AS DECIMAL(9,8)) AS share_growing,
        CAST(avg(growth) AS DECIMAL(13,8)) AS mean_growth,
        CAST(sum(growth * CAST(volume AS DECIMAL(24,6)))
          / sum(IF(growth IS NULL, NULL, CAST(volume AS DECIMAL(24,6)))) AS DECIMAL(13,8))
          AS volume_weighted_growth,
        CAST(sum(volume) AS DECIMAL(38,6)) AS volume
      FROM gold.symbol_growth
      LATERAL VIEW stack(3, 'industry', industry, 'country', country, 'technology', technology)
        AS grouping, name
      GROUP BY day, source_feed, grouping, coalesce(name, 'unknown')""";

  private GroupGrowth() {}
}
