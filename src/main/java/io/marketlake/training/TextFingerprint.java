package io.marketlake.training;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;

/**
 * Knows a text again: the hash of its letters' words in any order, so that capitals, figures and
 * punctuation make no difference. It is stored with models and so never changes, whatever becomes
 * of the tokens that models count.
 */
public final class TextFingerprint {
  private TextFingerprint() {}

  /** A string column's fingerprint (long); null where the text is null. */
  public static Column of(Column text) {
    Column words = trim(regexp_replace(lower(text), "[^\\p{L}]+", " "));
    return xxhash64(concat_ws(" ", array_sort(split(words, " "))));
  }
}
