package io.marketlake.job;

import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One layer of the lake, for some feeds: what it reads, what it writes, and how a micro-batch
 * becomes rows. It neither reads its inputs nor writes its outputs, so that one query may serve one
 * layer or several, over a stream or in a refill.
 */
public interface Layer {
  /** bronze, silver or gold. */
  String name();

  /** The feeds that it serves. */
  List<String> feeds();

  /**
   * The tables of the layer before that it reads, each with the stage that turns its rows into this
   * layer's input. Empty for bronze, which reads Kafka. A stream brings what came through Kafka
   * alone; a refill also what else the tables have.
   */
  Map<Table, Stage> inputs();

  /**
   * Those of all the rows there are of a table that it reads which it is to have made rows of: a
   * refill compares its tables with them.
   */
  default Dataset<Row> standing(Dataset<Row> rows) {
    return rows;
  }

  /** The tables that it writes. */
  List<Table> outputs();

  /**
   * Plans the rows of each table. Runs no write, and the input may be scanned more than once. The
   * rows are kept until the micro-batch ends, but for those of a layer without inputs, which are
   * read from Kafka whenever they are computed.
   */
  LayerOutput apply(Dataset<Row> input, MicroBatch batch);

  /**
   * Those of the input rows that the layer has not taken yet, where it keeps a ledger of how far it
   * has come in each Kafka partition; empty where the coordinates of its own rows tell.
   */
  default Optional<Dataset<Row>> remaining(Dataset<Row> input) {
    return Optional.empty();
  }

  /**
   * Called between two micro-batches, for the upkeep of tables that the layer looks things up in.
   */
  default void upkeep() {}
}
