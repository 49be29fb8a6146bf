package io.marketlake.report;

import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Sentence;
import io.marketlake.report.page.Section;

/** What a section asks of a lake. */
interface Question {
  /** The section; where the lake has nothing to say, it says so. */
  Section ask(ReportedLake lake, Asked asked);

  /** In the place of what would be shown of a table that the lake does not have. */
  static Block absent(String id) {
    return new Sentence(
        "The lake has no table " + id + ": the job that writes it has not run there.");
  }

  /** In the place of what would be shown of a table. */
  static Block empty(String id, Asked asked) {
    return new Sentence("%s has no row of %s for this.".formatted(id, asked.period().text()));
  }
}
