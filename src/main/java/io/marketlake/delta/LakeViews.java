package io.marketlake.delta;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The views on the tables of any lake. */
final class LakeViews {
  private static final LakeView BARS_CURRENT =
      new LakeView(
          "silver.bars_current",
          "",
          "The newest revision of each final bar, without those that were withdrawn.",
          SilverBars.newestRevisions(SilverBars.ID));

  private static final LakeView BARS_OPEN =
      new LakeView(
          "silver.bars_open",
          "",
          "The open bar of each symbol, provisional.",
          """
          SELECT newest.source_feed, newest.symbol, newest.known_at, bar.*
          FROM (
            SELECT max_by(struct(*), step) AS newest FROM silver.bar_states
            WHERE symbol IS NOT NULL GROUP BY source_feed, state_key)
          LATERAL VIEW explode(newest.open_bars) AS bar""");

  private static final LakeView CORRECTIONS =
      new LakeView(
          "quarantine.corrections",
          """
          (
            feed,
            replay COMMENT 'id of the replay that made it',
            number COMMENT 'number of the correction in its replay, from 0',
            made_at COMMENT 'when it was made',
            made_by,
            note,
            fix,
            corrects COMMENT 'which record it corrects',
            key,
            value COMMENT 'the event as it was corrected')""",
          "The corrections of quarantined records.",
          """
          SELECT feed, topic_id AS replay, `offset` AS number, known_at AS made_at, correction.made_by,
            correction.note, correction.fix, correction AS corrects, key, value
          FROM bronze.events WHERE cluster_id = 'correction'""");

  private static final LakeView QUARANTINE_OPEN =
      new LakeView(
          "quarantine.open",
          "",
          "What no correction stands for, but for what rules drop.",
          """
          SELECT rejected.* FROM quarantine.events AS rejected
          LEFT ANTI JOIN (SELECT correction.* FROM bronze.events WHERE cluster_id = 'correction') AS made
            ON made.cluster_id = rejected.cluster_id AND made.topic_id = rejected.topic_id
            AND made.`partition` = rejected.`partition` AND made.`offset` = rejected.`offset`
          WHERE rejected.class <> 'dropped'""");

  private static final LakeView CHAMPIONS =
      new LakeView(
          "ops.champions",
          """
          (
            kind,
            version COMMENT 'the version that was champion; null where there was none',
            since COMMENT 'from when on',
            until COMMENT 'until when, exclusive; null for the present one',
            action,
            changed_by,
            reason)""",
          "Which model version was champion from when to when.",
          """
          SELECT kind, version, changed_at AS since,
            lead(changed_at) OVER (PARTITION BY kind ORDER BY number) AS until,
            action, changed_by, reason
          FROM ops.model_aliases WHERE alias = 'champion'""");

  private static final LakeView COMPANY_PERIODS =
      new LakeView(
          "reference.company_periods",
          """
          (
            symbol,
            version,
            since COMMENT 'from when on it held',
            until COMMENT 'until when, exclusive; null where it still holds',
            is_listed, name, aliases, sector, industry, country, technology, currency, source)""",
          "From when to when each row of the company reference held.",
          """
          SELECT symbol, version, known_at AS since,
            lead(known_at) OVER (PARTITION BY symbol ORDER BY version) AS until,
            is_listed, name, aliases, sector, industry, country, technology, currency, source
          FROM reference.companies""");

  private static final LakeView DIRECTION_CURRENT =
      new LakeView(
          "gold.direction_current",
          "",
          "Of each forecast what is known of it now: its outcome where there is one.",
          """
          SELECT forecast.* FROM gold.direction AS forecast
          LEFT ANTI JOIN (SELECT * FROM gold.direction WHERE kind = 'outcome') AS known
            ON known.day = forecast.day AND known.source_feed = forecast.source_feed
            AND known.symbol = forecast.symbol AND known.interval = forecast.interval
            AND known.bar_start = forecast.bar_start AND known.horizon = forecast.horizon
            AND forecast.kind <> 'outcome'""");

  private static final LakeView ALERTS_CURRENT =
      new LakeView(
          "gold.alerts_current",
          "",
          "The newest step of each alert.",
          """
          SELECT newest.* FROM (
            SELECT max_by(struct(*), number) AS newest FROM gold.alerts GROUP BY alert_id)""");

  private LakeViews() {}

  /** By their names in SQL. */
  static Map<String, LakeView> of(Collection<Feed> feeds) {
    Map<String, LakeView> views = new LinkedHashMap<>();
    for (Table table : List.of(BronzeEvents.TABLE, QuarantineEvents.TABLE)) {
      for (Feed feed : feeds) {
        add(
            views,
            new LakeView(
                table.layer() + "." + feed.name(),
                "",
                "The rows of the feed " + feed.name() + ".",
                "SELECT * FROM %s WHERE feed = '%s'".formatted(table.id(), feed.name())));
      }
    }
    List.of(
            CORRECTIONS,
            QUARANTINE_OPEN,
            CHAMPIONS,
            BARS_CURRENT,
            BARS_OPEN,
            DIRECTION_CURRENT,
            ALERTS_CURRENT,
            COMPANY_PERIODS)
        .forEach(view -> add(views, view));
    return views;
  }

  private static void add(Map<String, LakeView> views, LakeView view) {
    views.put(view.name(), view);
  }
}
