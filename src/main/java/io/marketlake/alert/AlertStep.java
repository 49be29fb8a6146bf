package io.marketlake.alert;

import io.marketlake.schema.GoldAlerts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step in the life of an alert, as {@link GoldAlerts} has it.
 *
 * @param number of the step within the alert, from 1
 * @param step opened, updated or closed
 */
public record AlertStep(
    String alertId,
    int number,
    String step,
    String rule,
    String subject,
    Instant eventTime,
    Instant knownAt,
    @Nullable Double value,
    @Nullable Double threshold,
    String sentence,
    List<Condition.Cause> causes) {

  public AlertStep {
    causes = List.copyOf(causes);
  }

  boolean isOpen() {
    return !step.equals(GoldAlerts.CLOSED);
  }

  static AlertStep opened(Condition of, Instant now) {
    return new AlertStep(
        of.rule() + "/" + of.subject() + "/" + now,
        1,
        GoldAlerts.OPENED,
        of.rule(),
        of.subject(),
        of.eventTime(),
        now,
        of.value(),
        of.threshold(),
        of.sentence(),
        of.causes());
  }

  AlertStep next(String next, Condition of, Instant now) {
    return new AlertStep(
        alertId,
        number + 1,
        next,
        rule,
        subject,
        of.eventTime(),
        now,
        of.value(),
        of.threshold(),
        of.sentence(),
        of.causes());
  }

  /** Closed since its subject is no longer watched. */
  AlertStep abandoned(Instant now) {
    return new AlertStep(
        alertId,
        number + 1,
        GoldAlerts.CLOSED,
        rule,
        subject,
        eventTime,
        now,
        null,
        null,
        subject + " is no longer watched",
        List.of());
  }
}
