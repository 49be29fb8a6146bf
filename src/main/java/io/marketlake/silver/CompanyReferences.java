package io.marketlake.silver;

import io.marketlake.feature.company.CompanyLookup;
import org.apache.spark.broadcast.Broadcast;

/** The company reference with all its versions, laid out where the rows are. */
@FunctionalInterface
public interface CompanyReferences {
  /**
   * What is known at this moment. It is asked once a micro-batch; where nothing has changed the
   * answer is the one before.
   */
  Broadcast<CompanyLookup> now();
}
