package io.marketlake.schema;

/**
 * {@code gold.sentiment_challenger}: what the challenger makes of the texts that {@link
 * GoldSentiment} has the champion's word on, in the same columns; join the two by coordinate (and
 * company). Written where {@code sentiment.shadow} is on and a version is challenger.
 */
public final class GoldChallenger {
  public static final Table TABLE =
      new Table(
              "gold",
              "sentiment_challenger",
              GoldSentiment.TABLE.columns(),
              GoldSentiment.TABLE.partitionedBy(),
              "challenger",
              false,
              "What the challenger would have said of each text, beside the champion.")
          .ofRows(GoldSentiment.TABLE.grain(), GoldSentiment.TABLE.key())
          .from(GoldSentiment.TABLE.source());

  private GoldChallenger() {}
}
