package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.feature.text.LanguageMark;
import io.marketlake.feature.text.Mention;
import io.marketlake.feature.text.TextCleaner;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Column;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows with a feed's text and {@code known_at} -> the same with {@link SilverTable#TEXT_COLUMNS}:
 * {@code clean_text} (string), {@code language} (string, ISO 639-1, null where the text does not
 * tell), {@code linked_symbols} (array of strings, in the text's order, each once; empty where no
 * company is named) and {@code linked_mentions} (array of symbol, position and length, in the
 * text's order), by the company reference as of {@code known_at}. All four are null where the text
 * is. The text itself stays as it is. One row in, one row out; the same text, moment and reference
 * give the same columns.
 */
final class TextColumnsStage implements Stage {
  // No column of a feed begins with an underscore.
  private static final String FOUND = "__found";

  private final String text;
  private final Broadcast<CompanyLookup> reference;

  TextColumnsStage(Feed feed, Broadcast<CompanyLookup> reference) {
    this.text = feed.text().orElseThrow();
    this.reference = reference;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    StructType type = new StructType();
    Map<String, org.apache.spark.sql.Column> found = new LinkedHashMap<>();
    for (Column column : SilverTable.TEXT_COLUMNS) {
      type = type.add(column.name(), column.type());
      found.put(column.name(), col(FOUND + "." + column.name()));
    }
    // Nondeterministic only in name: it keeps the optimizer from reading once for every column.
    UserDefinedFunction read = udf(new Read(reference), type).asNondeterministic();
    return rows.withColumn(
            FOUND,
            read.apply(
                col(text).cast("string"), expr("unix_micros(" + BronzeEvents.KNOWN_AT + ")")))
        .withColumns(found)
        .drop(FOUND);
  }

  /** What is found in a text, in the order of the columns. */
  private static final class Read implements UDF2<String, Long, Row> {
    private static final long serialVersionUID = 1L;

    private final Broadcast<CompanyLookup> reference;

    Read(Broadcast<CompanyLookup> reference) {
      this.reference = reference;
    }

    @Override
    public @Nullable Row call(@Nullable String text, Long knownAt) {
      if (text == null) {
        return null;
      }
      String clean = TextCleaner.clean(text);
      List<Mention> mentions = reference.value().linker(knownAt).link(clean);
      return RowFactory.create(
          clean,
          LanguageMark.of(clean),
          mentions.stream().map(Mention::symbol).distinct().toArray(String[]::new),
          places(clean, mentions));
    }

    /** Where a text has them, counted in characters as SQL does, and not in Java's units. */
    private static Row[] places(String text, List<Mention> mentions) {
      Row[] places = new Row[mentions.size()];
      int unit = 0;
      int character = 1;
      for (int i = 0; i < places.length; i++) {
        Mention mention = mentions.get(i);
        character += text.codePointCount(unit, mention.start());
        unit = mention.start();
        int length = text.codePointCount(mention.start(), mention.end());
        places[i] = RowFactory.create(mention.symbol(), character, length);
      }
      return places;
    }
  }
}
