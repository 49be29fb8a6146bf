package io.marketlake.feature.text;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A correction of sentiment: whoever reads the pattern in a text knows the label.
 *
 * @param name what a row that it decided names it by
 * @param pattern found anywhere in a text
 * @param label negative, neutral or positive
 * @param reason why, for people
 */
public record SentimentRule(String name, Pattern pattern, String label, String reason)
    implements Serializable {}
