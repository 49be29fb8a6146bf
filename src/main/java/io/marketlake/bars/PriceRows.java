package io.marketlake.bars;

import io.marketlake.feature.bar.PriceEvent;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads the rows of {@link PriceStage}. */
public final class PriceRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int symbol;
  private final int time;
  private final int knownAt;
  private final int price;
  private final int volume;
  private final int sequence;
  private final int counts;
  private final int offset;

  /** Rows that have the columns of the stage, in any order and with others. */
  public PriceRows(StructType type) {
    this.symbol = type.fieldIndex(SilverBars.SYMBOL);
    this.time = type.fieldIndex(SilverTable.EVENT_TIME);
    this.knownAt = type.fieldIndex(BronzeEvents.KNOWN_AT);
    this.price = type.fieldIndex(PriceStage.PRICE);
    this.volume = type.fieldIndex(PriceStage.VOLUME);
    this.sequence = type.fieldIndex(PriceStage.SEQUENCE);
    this.counts = type.fieldIndex(PriceStage.COUNTS);
    this.offset = type.fieldIndex(Coordinate.OFFSET);
  }

  public PriceEvent event(Row row) {
    return new PriceEvent(
        row.getString(symbol),
        row.getLong(time),
        row.getLong(knownAt),
        row.getLong(price),
        row.getLong(volume),
        row.getLong(sequence),
        row.getByte(counts),
        row.getLong(offset));
  }
}
