package io.marketlake.training;

/**
 * A text whose sentiment a person has judged.
 *
 * @param text not blank
 * @param label one of {@link io.marketlake.schema.GoldSentiment#LABELS}
 */
public record LabelledText(String text, String label) {}
