package io.marketlake.delta;

import io.marketlake.error.StorageErrors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Keeps a process whose lease was taken over from writing to a table, however long it was paused
 * and whatever its clock says. Each holding of a lease has a number, one higher than the one
 * before. Who takes a lease over writes the new number into the log of each table, as the
 * transaction {@code lease/<unit>}, before it reads them. Each append reads that transaction: a
 * higher number than its own is a refusal, and one that is committed while the append is under way
 * makes Delta refuse the append as a conflict. So of two commits, the fence and a late append,
 * either the append is first, and the new holder sees its rows, or it fails.
 */
public final class Fence {
  /** For tables that one process at a time writes, as a lock of the operating system has it. */
  public static final Fence NONE = new Fence(Map.of(), () -> {});

  private static final String APPLICATION = "lease/";

  private final Map<String, Long> holdings;
  private final Runnable heldNow;

  /**
   * @param holdings the number of this process's holding of each unit's lease
   * @param heldNow throws where this process knows by itself that it has lost them
   */
  public Fence(Map<String, Long> holdings, Runnable heldNow) {
    this.holdings = new TreeMap<>(holdings);
    this.heldNow = heldNow;
  }

  /**
   * Throws if a lease was taken over, as far as the transaction's snapshot tells; what happens
   * between the snapshot and the commit makes the commit fail. To be called before each commit.
   */
  void require(OptimisticTransaction transaction) {
    heldNow.run();
    if (holdings.isEmpty()) {
      return;
    }
    Map<String, Long> standing = standing(transaction.snapshot());
    holdings.forEach(
        (unit, number) -> {
          // As if it had been looked up there: a fence since the snapshot is a conflict.
          transaction.readTxn().$plus$eq(APPLICATION + unit);
          if (standing.getOrDefault(unit, 0L) > number) {
            throw StorageErrors.leaseLost(unit, "another process has taken it over");
          }
        });
  }

  /** Commits the numbers of these units' holdings to a table. */
  void raise(OptimisticTransaction transaction, Collection<String> units) {
    require(transaction);
    Map<String, Long> standing = standing(transaction.snapshot());
    List<Action> numbers = new ArrayList<>();
    for (String unit : units) {
      Long number = holdings.get(unit);
      if (number != null && standing.getOrDefault(unit, 0L) < number) {
        numbers.add(
            new SetTransaction(
                APPLICATION + unit, number, Option.apply(System.currentTimeMillis())));
      }
    }
    if (!numbers.isEmpty()) {
      transaction.commit(
          JavaConverters.asScalaBuffer(numbers).toSeq(), DeltaOperations.ManualUpdate$.MODULE$);
    }
  }

  /** The numbers that a table knows, by unit. */
  static Map<String, Long> standing(Snapshot snapshot) {
    Map<String, Long> numbers = new TreeMap<>();
    Transactions.of(snapshot)
        .forEach(
            (application, number) -> {
              if (application.startsWith(APPLICATION)) {
                numbers.put(application.substring(APPLICATION.length()), number);
              }
            });
    return numbers;
  }
}
