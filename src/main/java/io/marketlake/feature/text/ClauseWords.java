package io.marketlake.feature.text;

import java.util.Set;

/**
 * The words by which a headline is taken apart. They are of the grammar and the trade's standing
 * phrases, and name no company; a word that is missing leaves two clauses together.
 */
final class ClauseWords {
  /** They begin a clause that says why or when, about the clause before it. */
  static final Set<String> SUBORDINATING =
      words(
          """
          as after before amid despite following when since because until if though although
          """);

  /** They begin a clause beside the one before. */
  static final Set<String> CONTRASTING = words("while but whereas however yet even");

  /** They can't be a predicate. */
  static final Set<String> FUNCTION =
      words(
          """
          a an the of on in at to for from with by and or its his her their this that is are was
          were be been has have had may can could will would should not no also too vs versus
          against over than into about like per under
          """);

  /** What stands beside a name and belongs to it. */
  static final Set<String> OF_A_NAME =
      words(
          """
          share shares stock stocks price prices bond bonds group scrip company companies firm firms
          sector index indices futures bank banks ltd limited inc corp plc s
          """);

  /**
   * What a bank, a broker, a court or an authority does: it says something of what it does it to,
   * and nothing of itself.
   */
  static final Set<String> JUDGING =
      words(
          """
          upgrade upgrades upgraded downgrade downgrades downgraded maintain maintains maintained
          retain retains retained reiterate reiterates reiterated initiate initiates initiated
          recommend recommends recommended prefer prefers preferred pick picks picked
          see sees saw expect expects expected say says said tell tells told warn warns warned
          ask asks asked order orders ordered uphold upholds upheld bar bars barred
          approve approves approved reject rejects rejected fine fines fined probe probes probed
          sue sues sued reaffirm reaffirms reaffirmed affirm affirms affirmed assign assigns assigned
          rate rates rated favour favours favoured favor favors favored like likes liked
          bullish bearish sceptical skeptical overweight underweight neutral positive negative
          advise advises advised suggest suggests suggested bet bets
          estimate estimates estimated forecast forecasts predict predicts predicted
          urge urges urged allow allows allowed direct directs directed
          include includes included exclude excludes excluded add adds added start starts
          dispose disposes disposed dismiss dismisses dismissed grant grants granted clears cleared
          cautious optimistic impose imposes imposed slap slaps slapped put puts
          sell sells sold investigate investigates investigated raid raids raided
          """);

  /** Before the name of whoever says it. */
  static final Set<String> SAYING = words("says said");

  /** What somebody does to somebody else: it says something of both. */
  static final Set<String> MOVING =
      words(
          """
          push pushes pushed lift lifts lifted boost boosts boosted help helps helped
          hurt hurts drag drags dragged send sends sent pull pulls pulled propel propels propelled
          lead leads led weigh weighs weighed pressure pressures pressured buoy buoys buoyed
          give gives gave make makes made
          """);

  /** Whoever is named after them is the lesser of two. */
  static final Set<String> BEATING =
      words(
          """
          beat beats outperform outperforms outperformed outpace outpaces outpaced
          outshine outshines outshone overtake overtakes overtook surpass surpasses surpassed
          outsell outsells outsold trounce trounces trounced
          """);

  /** With "over", "than" or "to" they make a comparison. */
  static final Set<String> PREFERRING =
      words(
          """
          prefer prefers preferred preferring favour favours favoured favor favors favored
          choose chooses chose pick picks picked rather better stronger win wins won
          """);

  static final Set<String> COMPARING = words("over than");

  /** In a part after a colon or a dash that only says whose words they are. */
  static final Set<String> OF_A_SOURCE =
      words("of and at the for in head co-head md ceo cfo com says said analyst analysts report");

  private ClauseWords() {}

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
