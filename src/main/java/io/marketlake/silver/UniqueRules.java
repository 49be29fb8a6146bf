package io.marketlake.silver;

import io.marketlake.schema.Expectation;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Those of a feed's rules that compare events with each other, its identity included. */
final class UniqueRules {
  /** How far apart in event time two events with one id are two events all the same. */
  private static final Duration IDENTITY_WITHIN = Duration.ofHours(24);

  private UniqueRules() {}

  /** All of them; the one that rejects, if there is one, before those that only note. */
  static List<Rule> of(Feed feed) {
    List<Rule> rules = new ArrayList<>(rejecting(feed).stream().toList());
    rules.addAll(noting(feed));
    return rules;
  }

  /**
   * The one that keeps repeats out of silver. There is one at most: of two, what one rejects would
   * depend on what the other had rejected before, and so on where micro-batches are cut.
   */
  static Optional<Rule> rejecting(Feed feed) {
    return Stream.concat(identity(feed).stream(), declared(feed))
        .filter(rule -> rule.action().rejects())
        .findFirst();
  }

  /** Those that let repeats pass and name them. */
  static List<Rule> noting(Feed feed) {
    return declared(feed).filter(rule -> !rule.action().rejects()).toList();
  }

  static Expectation.Uniqueness expectation(Rule rule) {
    return (Expectation.Uniqueness) rule.expectation();
  }

  private static Stream<Rule> declared(Feed feed) {
    return feed.rules().stream()
        .filter(rule -> rule.expectation() instanceof Expectation.Uniqueness);
  }

  private static Optional<Rule> identity(Feed feed) {
    return feed.identityColumn()
        .map(
            column ->
                new Rule(
                    Rule.IDENTITY,
                    new Expectation.Uniqueness(List.of(column), IDENTITY_WITHIN),
                    Rule.Action.QUARANTINE,
                    ""));
  }
}
