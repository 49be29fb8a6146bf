package io.marketlake.app;

import io.marketlake.config.LinkingFile;
import io.marketlake.config.Settings;
import io.marketlake.delta.LakeTables;
import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.feature.text.LinkingRules;
import io.marketlake.reference.CompanyTable;
import io.marketlake.silver.CompanyReferences;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lake's company reference, sent to the executors once a change. Whether it has changed is asked
 * of the table's log alone.
 */
final class LakeReference implements CompanyReferences {
  private static final Logger LOG = LoggerFactory.getLogger(LakeReference.class);

  private final JavaSparkContext context;
  private final CompanyTable table;
  private final LinkingRules rules;
  private @Nullable Sent sent;

  private record Sent(long tableVersion, Broadcast<CompanyLookup> lookup) {}

  private LakeReference(SparkSession spark, CompanyTable table, LinkingRules rules) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.table = table;
    this.rules = rules;
  }

  /**
   * Of a lake, with the rules of links that the settings name.
   *
   * @throws io.marketlake.error.PipelineException if their file can't be used
   */
  static LakeReference of(SparkSession spark, LakeTables tables, Settings settings) {
    return new LakeReference(
        spark,
        new CompanyTable(spark, tables, CompanyReference.own()),
        LinkingFile.load(settings.linkingFile()));
  }

  @Override
  public synchronized Broadcast<CompanyLookup> now() {
    long version = table.tableVersion();
    Sent last = sent;
    if (last != null && last.tableVersion() == version) {
      return last.lookup();
    }
    Broadcast<CompanyLookup> lookup = context.broadcast(new CompanyLookup(table.history(), rules));
    sent = new Sent(version, lookup);
    if (last != null) {
      LOG.info("The company reference has changed");
      // Who still reads it gets it from the driver again.
      last.lookup().unpersist(false);
    }
    return lookup;
  }
}
