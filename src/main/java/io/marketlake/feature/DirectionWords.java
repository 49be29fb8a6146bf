package io.marketlake.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Says of each word of direction whether the move is good news: a rise is, unless what rises is a
 * cost, a debt or the like, and a fall is where such a thing falls. The lists name common words of
 * business English; a word that is missing only leaves the model to its other features.
 */
final class DirectionWords {
  private static final Set<String> UP =
      words(
          """
          up rise rises rising rose risen gain gains gained gaining jump jumps jumped jumping
          surge surges surged surging soar soars soared soaring climb climbs climbed climbing
          grow grows grew growing growth increase increases increased increasing higher high
          advance advances advanced rally rallies rallied rallying spike spikes spiked
          double doubles doubled doubling triple triples tripled widen widens widened widening
          swell swells swelled balloon balloons ballooned improve improves improved improving
          boost boosts boosted raise raises raised raising lift lifts lifted hike hikes hiked
          expand expands expanded expanding accelerate accelerates accelerated more bigger larger
          record rebound rebounds rebounded recover recovers recovered upgrade upgrades upgraded
          beat beats exceed exceeds exceeded top tops topped outperform outperforms outperformed
          <plus> <from_to_up>
          """);
  private static final Set<String> DOWN =
      words(
          """
          down fall falls fell fallen falling drop drops dropped dropping
          decline declines declined declining slide slides slid sliding slip slips slipped slipping
          sink sinks sank sunk sinking plunge plunges plunged plunging tumble tumbles tumbled
          slump slumps slumped shrink shrinks shrank shrunk shrinking lower low
          decrease decreases decreased decreasing dip dips dipped ease eases eased easing
          narrow narrows narrowed narrowing halve halves halved halving cut cuts cutting
          reduce reduces reduced reducing reduction trim trims trimmed slash slashes slashed
          less fewer smaller weaken weakens weakened weaker slow slows slowed slowing slower
          crash crashes crashed tank tanks tanked contract contracts contracted
          lose loses lost miss misses missed downgrade downgrades downgraded
          underperform underperforms underperformed worsen worsens worsened
          deteriorate deteriorates deteriorated collapse collapses collapsed shed sheds
          <minus> <from_to_down>
          """);
  private static final Set<String> UNWELCOME =
      words(
          """
          cost costs debt debts loss losses expense expenses unemployment jobless inflation
          claims complaints default defaults impairment impairments charge charges layoffs
          delay delays churn risk risks deficit leverage borrowing borrowings
          npa npas npl npls provision provisions writedown writedowns writeoff writeoffs
          fine fines penalty penalties downtime outage outages recall recalls defect defects
          vacancy vacancies arrears delinquency delinquencies liability liabilities lawsuits
          shortage shortages turnover tax taxes tariff tariffs interest burn shrinkage theft fraud
          returns cancellation cancellations emissions injuries accidents
          bankruptcy bankruptcies insolvency insolvencies bill rent rents wages
          inventory inventories stockpiles supply
          """);
  private static final Set<String> NEGATIONS =
      words("not no never without nor neither fail fails failed hardly barely");

  /** How far a thing may stand before the direction that it takes, and after it, in words. */
  private static final int BEFORE = 4;

  private static final int AFTER = 3;

  /** "Profit rises from 5 to 7": the thing stands before the figures. */
  private static final int BEFORE_COMPARISON = 8;

  private static final int NEGATION_REACH = 3;

  private DirectionWords() {}

  /** For each direction, which way it goes and whether that is welcome. */
  static List<String> moves(List<String> words) {
    List<String> moves = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean up = UP.contains(words.get(i));
      if (!up && !DOWN.contains(words.get(i))) {
        continue;
      }
      int before = words.get(i).startsWith("<from_to") ? BEFORE_COMPARISON : BEFORE;
      boolean unwelcome =
          anyOf(UNWELCOME, words, i - before, i) || anyOf(UNWELCOME, words, i + 1, i + 1 + AFTER);
      String not = anyOf(NEGATIONS, words, i - NEGATION_REACH, i) ? "not_" : "";
      moves.add("<" + not + (up ? "move_up>" : "move_down>"));
      moves.add("<" + not + (up != unwelcome ? "good_move>" : "bad_move>"));
    }
    return moves;
  }

  /** Each word that a negation before it may turn, marked as such. */
  static List<String> negated(List<String> words) {
    List<String> negated = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (anyOf(NEGATIONS, words, i - NEGATION_REACH, i)) {
        negated.add("not:" + words.get(i));
      }
    }
    return negated;
  }

  private static boolean anyOf(Set<String> wanted, List<String> words, int from, int to) {
    return words.subList(Math.max(0, from), Math.min(words.size(), Math.max(0, to))).stream()
        .anyMatch(wanted::contains);
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
