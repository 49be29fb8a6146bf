package io.marketlake.grading;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows of {@link GoldDirection} -> one tally of each group in a partition, all in one array. */
final class TallyRows implements MapPartitionsFunction<Row, byte[]> {
  private static final long serialVersionUID = 1L;

  private final HashMap<String, double[][]> deciles;

  /**
   * Counts.
   *
   * @param deciles of the features' training data, by the version of the model; features of other
   *     versions are not counted
   */
  TallyRows(Map<String, double[][]> deciles) {
    this.deciles = new HashMap<>(deciles);
  }

  @Override
  public Iterator<byte[]> call(Iterator<Row> rows) {
    HashMap<Group, Tally> tallies = new HashMap<>();
    rows.forEachRemaining(row -> add(tallies, row));
    return List.of(bytes(tallies)).iterator();
  }

  private void add(Map<Group, Tally> tallies, Row row) {
    String version = row.getAs(GoldDirection.MODEL_VERSION);
    Group group =
        new Group(
            row.<Date>getAs(BronzeEvents.DAY).toLocalDate(),
            row.getAs(SilverBars.SOURCE_FEED),
            row.getAs(SilverBars.INTERVAL),
            row.<Integer>getAs(GoldDirection.HORIZON),
            version);
    Tally own = tallies.computeIfAbsent(group, g -> new Tally());
    add(own, row, deciles.get(version));
    add(tallies.computeIfAbsent(group.ofAll(), g -> new Tally()), row, null);
  }

  private static void add(Tally tally, Row row, double @Nullable [][] ofFeatures) {
    tally.addTimes(
        Micros.of(row.<Timestamp>getAs(SilverTable.EVENT_TIME)),
        Micros.of(row.<Timestamp>getAs(BronzeEvents.KNOWN_AT)));
    String kind = row.getAs(GoldDirection.KIND);
    if (kind.equals(GoldDirection.OUTCOME_KIND)) {
      tally.addOutcome(
          row.<Double>getAs(GoldDirection.P_UP),
          row.getAs(GoldDirection.OUTCOME),
          row.<Integer>getAs(GoldDirection.MAJORITY),
          row.<Integer>getAs(GoldDirection.TREND));
      return;
    }
    boolean isLate = kind.equals(GoldDirection.LATE);
    tally.addForecast(Micros.of(row.<Timestamp>getAs(GoldDirection.BAR_KNOWN_AT)), isLate);
    if (!isLate && ofFeatures != null) {
      List<Double> values = row.getList(row.fieldIndex(GoldDirection.FEATURES));
      tally.addFeatures(values.stream().mapToDouble(Double::doubleValue).toArray(), ofFeatures);
    }
  }

  private static byte[] bytes(Map<Group, Tally> tallies) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new HashMap<>(tallies));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** All tallies of all partitions. */
  @SuppressWarnings({"unchecked", "BanSerializableRead"}) // What this class wrote itself.
  static Map<Group, Tally> merged(List<byte[]> parts) {
    Map<Group, Tally> merged = new HashMap<>();
    for (byte[] part : parts) {
      try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(part))) {
        ((Map<Group, Tally>) in.readObject())
            .forEach((group, tally) -> merged.computeIfAbsent(group, g -> new Tally()).add(tally));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return merged;
  }
}
