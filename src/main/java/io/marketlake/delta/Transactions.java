package io.marketlake.delta;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * What the transactions of applications are in a version of a table: out of the version's checksum
 * file where it has one, since the table's state costs a Spark job.
 */
final class Transactions {
  private Transactions() {}

  /** The newest number of each application. */
  static Map<String, Long> of(Snapshot snapshot) {
    Map<String, Long> newest = new HashMap<>();
    for (SetTransaction transaction : all(snapshot)) {
      newest.merge(transaction.appId(), transaction.version(), Math::max);
    }
    return newest;
  }

  /** When an application last had one, by the clock of the machine that wrote it. */
  static Optional<Instant> lastOf(Snapshot snapshot, String application) {
    return all(snapshot).stream()
        .filter(transaction -> transaction.appId().equals(application))
        .filter(transaction -> transaction.lastUpdated().isDefined())
        .map(transaction -> Instant.ofEpochMilli((Long) transaction.lastUpdated().get()))
        .max(Comparator.naturalOrder());
  }

  private static List<SetTransaction> all(Snapshot snapshot) {
    Option<Seq<SetTransaction>> known =
        snapshot.checksumOpt().isDefined()
            ? snapshot.checksumOpt().get().setTransactions()
            : Option.empty();
    return JavaConverters.seqAsJavaList(
        known.isDefined() ? known.get() : snapshot.setTransactions());
  }
}
