package io.marketlake.silver;

import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.job.Stage;
import io.marketlake.schema.Feed;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of bronze of one feed -> what its rules may speak of: the columns of {@link ParseStage} and,
 * where the feed names a company, those of {@link CompanyColumnsStage}. One row in, one row out.
 */
final class TypedStage implements Stage {
  private final Feed feed;
  private final Broadcast<CompanyLookup> reference;

  TypedStage(Feed feed, Broadcast<CompanyLookup> reference) {
    this.feed = feed;
    this.reference = reference;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    Dataset<Row> parsed = new ParseStage(feed).apply(rows);
    return feed.company().isPresent()
        ? new CompanyColumnsStage(feed, reference).apply(parsed)
        : parsed;
  }

  /** The same columns where only their names and types matter. */
  static Dataset<Row> columns(Feed feed, Dataset<Row> rows) {
    Dataset<Row> parsed = new ParseStage(feed).apply(rows);
    return feed.company().isPresent() ? CompanyColumnsStage.absent(parsed) : parsed;
  }
}
