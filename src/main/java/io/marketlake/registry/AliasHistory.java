package io.marketlake.registry;

import io.marketlake.error.ModelErrors;
import io.marketlake.error.PipelineException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * All that has happened to the aliases of one kind, and what may happen next. A next step is made
 * of the history as it is and is only a proposal: it counts once it is stored under its number,
 * which only one step can have.
 *
 * @param changes in their order
 */
public record AliasHistory(String kind, List<AliasChange> changes) {
  /**
   * Who takes a step, when and why.
   *
   * @param at now; where that is not later than the last change, the step is dated just after it
   */
  public record Occasion(Instant at, String by, String reason) {}

  public AliasHistory {
    changes =
        changes.stream()
            .sorted(Comparator.comparingLong(AliasChange::number).thenComparing(AliasChange::alias))
            .toList();
  }

  /** The version that has an alias now. */
  public Optional<String> now(Alias alias) {
    return held(alias, changes.size());
  }

  /** The version that had an alias at a time. */
  public Optional<String> at(Alias alias, Instant time) {
    int known = 0;
    while (known < changes.size() && !changes.get(known).at().isAfter(time)) {
      known++;
    }
    return held(alias, known);
  }

  private Optional<String> held(Alias alias, int known) {
    for (int i = known - 1; i >= 0; i--) {
      if (changes.get(i).alias() == alias) {
        return changes.get(i).version();
      }
    }
    return Optional.empty();
  }

  /**
   * The champion and those before it that a rollback leads to, one after the other. Who was rolled
   * back from is not among them, unless it was promoted again.
   */
  public List<String> champions() {
    Deque<String> stack = new ArrayDeque<>();
    for (AliasChange change : changes) {
      if (change.alias() == Alias.CHAMPION && change.version().isPresent()) {
        String version = change.version().get();
        if (change.action() == AliasChange.Action.ROLLBACK && stack.contains(version)) {
          while (!version.equals(stack.peek())) {
            stack.pop();
          }
        } else {
          stack.remove(version);
          stack.push(version);
        }
      }
    }
    return List.copyOf(stack);
  }

  /** The number of the last change; 0 if there was none. */
  public long number() {
    return changes.isEmpty() ? 0 : changes.get(changes.size() - 1).number();
  }

  /** With a step that was stored. */
  AliasHistory with(List<AliasChange> step) {
    List<AliasChange> all = new ArrayList<>(changes);
    all.addAll(step);
    return new AliasHistory(kind, all);
  }

  /**
   * Whether the newest version acts as champion, since none ever was one. Of models of a price's
   * direction none does, since they act only once a gate let them through.
   */
  public boolean isNewestChampion() {
    return champions().isEmpty() && !DirectionProfile.isOfKind(kind);
  }

  /** Whether a version became champion by a promotion, which asks its gate. */
  public boolean wasPromoted(String version) {
    return changes.stream()
        .anyMatch(
            change ->
                change.action() == AliasChange.Action.PROMOTE
                    && change.alias() == Alias.CHAMPION
                    && change.version().equals(Optional.of(version)));
  }

  /**
   * Writes down as champion the newest version of a lake from before aliases, where it acted as
   * such; nothing elsewhere.
   */
  public List<AliasChange> adopt(String newest, Occasion occasion) {
    return !changes.isEmpty() || !isNewestChampion()
        ? List.of()
        : List.of(
            change(
                AliasChange.Action.ADOPT, Alias.CHAMPION, Optional.of(newest), stamped(occasion)));
  }

  /** Makes a version challenger. */
  public List<AliasChange> challenge(String version, Occasion occasion) {
    return List.of(
        change(
            AliasChange.Action.CHALLENGE,
            Alias.CHALLENGER,
            Optional.of(version),
            stamped(occasion)));
  }

  /** Makes a version champion, and no longer challenger; nothing where it is champion. */
  public List<AliasChange> promote(String version, Occasion occasion) {
    return crown(AliasChange.Action.PROMOTE, version, occasion);
  }

  /**
   * Makes an earlier champion champion again: the one before the present, or a named one.
   *
   * @throws PipelineException if there was none, or the named one never was
   */
  public List<AliasChange> rollback(Optional<String> to, Occasion occasion) {
    List<String> champions = champions();
    if (to.isPresent()) {
      boolean ruled =
          changes.stream().anyMatch(c -> c.alias() == Alias.CHAMPION && c.version().equals(to));
      if (!ruled) {
        throw ModelErrors.neverChampion(kind, to.get());
      }
      return crown(AliasChange.Action.ROLLBACK, to.get(), occasion);
    }
    if (champions.size() < 2) {
      throw ModelErrors.nothingBefore(kind, champions.stream().findFirst());
    }
    return crown(AliasChange.Action.ROLLBACK, champions.get(1), occasion);
  }

  private List<AliasChange> crown(AliasChange.Action action, String version, Occasion occasion) {
    Optional<String> crowned = Optional.of(version);
    if (now(Alias.CHAMPION).equals(crowned)) {
      return List.of();
    }
    Occasion stamped = stamped(occasion);
    List<AliasChange> step = new ArrayList<>();
    step.add(change(action, Alias.CHAMPION, crowned, stamped));
    if (now(Alias.CHALLENGER).equals(crowned)) {
      step.add(change(action, Alias.CHALLENGER, Optional.empty(), stamped));
    }
    return step;
  }

  private AliasChange change(
      AliasChange.Action action, Alias alias, Optional<String> version, Occasion occasion) {
    return new AliasChange(
        kind,
        number() + 1,
        action,
        alias,
        version,
        now(alias),
        occasion.at(),
        occasion.by(),
        occasion.reason());
  }

  /** Times rise with numbers, also where clocks differ; a table keeps microseconds. */
  private Occasion stamped(Occasion occasion) {
    Instant at = occasion.at().truncatedTo(ChronoUnit.MICROS);
    if (!changes.isEmpty()) {
      Instant earliest = changes.get(changes.size() - 1).at().plus(1, ChronoUnit.MICROS);
      at = at.isBefore(earliest) ? earliest : at;
    }
    return new Occasion(at, occasion.by(), occasion.reason());
  }
}
