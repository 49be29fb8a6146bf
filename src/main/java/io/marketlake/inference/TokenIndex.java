package io.marketlake.inference;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.CountVectorizerModel;
import org.apache.spark.ml.feature.HashingTF;

/** The feature that a token is to a model, as the stage that counts its tokens says. */
@FunctionalInterface
interface TokenIndex extends Serializable {

  /** The token's feature, from 0; negative where the model does not know it. */
  int of(String token);

  /**
   * Of a stage that counts tokens, by a vocabulary or by hashing.
   *
   * @throws IllegalArgumentException for any other stage, and for one that does not count plainly
   */
  static TokenIndex of(Transformer stage) {
    if (stage instanceof CountVectorizerModel counts && !counts.getBinary()) {
      if (counts.getMinTF() == 1) {
        return ofVocabulary(counts.vocabulary());
      }
    } else if (stage instanceof HashingTF hashing && !hashing.getBinary()) {
      return hashing::indexOf;
    }
    throw new IllegalArgumentException(
        "a sentiment model counts tokens plainly, but this begins with " + stage);
  }

  private static TokenIndex ofVocabulary(String[] vocabulary) {
    HashMap<String, Integer> features = new HashMap<>(vocabulary.length * 2);
    for (int i = 0; i < vocabulary.length; i++) {
      features.put(vocabulary[i], i);
    }
    return new Vocabulary(features);
  }

  /** Looks tokens up. */
  record Vocabulary(Map<String, Integer> features) implements TokenIndex {
    @Override
    public int of(String token) {
      return features.getOrDefault(token, -1);
    }
  }
}
