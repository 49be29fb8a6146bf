package io.marketlake.delta;

import io.marketlake.error.RemovalErrors;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.RemoveFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** What whole versions of a table brought, as its log tells. */
final class AppendedRows {
  private final DeltaLog log;
  private final Table table;

  AppendedRows(DeltaLog log, Table table) {
    this.log = log;
    this.table = table;
  }

  /** The rows that were appended after one version, up to another. */
  Dataset<Row> between(long after, long upTo) {
    List<AddFile> files = new ArrayList<>();
    Iterator<Tuple2<Object, Seq<Action>>> commits = log.getChanges(after + 1, upTo, true);
    while (commits.hasNext()) {
      Tuple2<Object, Seq<Action>> commit = commits.next();
      boolean deletes = false;
      boolean isForeign = true;
      for (Action action : JavaConverters.seqAsJavaList(commit._2())) {
        if (action instanceof AddFile file && file.dataChange()) {
          files.add(file);
        }
        deletes |= action instanceof RemoveFile file && file.dataChange();
        isForeign &= !(action instanceof CommitInfo info && TableLog.isOwn(info));
      }
      if (deletes && isForeign) {
        throw RemovalErrors.foreignDelete(table.id(), (Long) commit._1());
      }
    }
    CodeGeneration.reads(() -> LiveFiles.rows(files));
    return log.createDataFrame(
        log.update(false, Option.empty(), Option.empty()),
        JavaConverters.asScalaBuffer(files).toSeq(),
        false,
        Option.empty());
  }
}
