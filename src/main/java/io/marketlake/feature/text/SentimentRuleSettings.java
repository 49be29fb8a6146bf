package io.marketlake.feature.text;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the rules of sentiment come from and whether they are used.
 *
 * @param file what takes the place of {@code conf/sentiment-rules.conf}; default none
 * @param beforeTraining whether they correct the labels that a model is trained on; default no,
 *     since that changes a good model's answers by no more than chance
 * @param afterScoring whether they override the model in gold; default no, since a model that is
 *     trained on texts like those it scores is right oftener than they are
 */
public record SentimentRuleSettings(
    Optional<Path> file, boolean beforeTraining, boolean afterScoring) {}
