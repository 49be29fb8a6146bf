package io.marketlake.delta;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** What the transactions of applications are in a version of a table. */
final class Transactions {
  private Transactions() {}

  /**
   * The newest number of each application: out of the version's checksum file where it has one,
   * since the table's state costs a Spark job.
   */
  static Map<String, Long> of(Snapshot snapshot) {
    Option<Seq<SetTransaction>> known =
        snapshot.checksumOpt().isDefined()
            ? snapshot.checksumOpt().get().setTransactions()
            : Option.empty();
    Seq<SetTransaction> all = known.isDefined() ? known.get() : snapshot.setTransactions();
    Map<String, Long> newest = new HashMap<>();
    for (SetTransaction transaction : JavaConverters.seqAsJavaList(all)) {
      newest.merge(transaction.appId(), transaction.version(), Math::max);
    }
    return newest;
  }
}
