package io.marketlake.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What Athena would refuse is found in a statement's words, and nothing else is.
 *
 * <p>Tier: CI.
 */
class AthenaSqlTest {
  private static final List<String> WITH_TIMES = List.of("sentiment");
  private static final List<String> RELATIONS = List.of("sentiment", "sentiment_utc", "days");

  private static List<String> problems(String text) {
    return new AthenaSql("mood", text).problems(WITH_TIMES, RELATIONS);
  }

  private static String view(String select) {
    return "CREATE OR REPLACE VIEW marketlake.mood AS\n" + select;
  }

  @Test
  void aGoodViewAndAGoodQueryHaveNoProblem() {
    assertThat(
            problems(
                view(
                    "SELECT day, count(*) AS texts, 'now; `x`' AS note -- now()\n"
                        + "FROM marketlake.sentiment_utc GROUP BY day")))
        .isEmpty();
    assertThat(
            problems(
                "WITH newest AS (SELECT max(day) AS day FROM marketlake.days)\n"
                    + "SELECT known_at FROM marketlake.sentiment JOIN newest USING (day) ORDER BY day"))
        .isEmpty();
  }

  @Test
  void aViewThatReadsTimesWithAZoneIsFound() {
    assertThat(problems(view("SELECT known_at FROM marketlake.sentiment")))
        .singleElement()
        .asString()
        .contains("reads sentiment, whose times have a zone", "read sentiment_utc");
  }

  @Test
  void aViewThatMakesTimesWithAZoneIsFound() {
    for (String word :
        List.of("now()", "current_timestamp", "from_unixtime(1)", "FROM_ISO8601_TIMESTAMP('x')")) {
      assertThat(problems(view("SELECT " + word + " AS at FROM marketlake.days")))
          .as(word)
          .singleElement()
          .asString()
          .contains("a timestamp with time zone");
    }
  }

  @Test
  void aViewThatSelectsAllIsFoundSinceItWouldBecomeStale() {
    assertThat(problems(view("SELECT * FROM marketlake.days")))
        .singleElement()
        .asString()
        .contains("stale");
    assertThat(problems(view("SELECT d.* FROM marketlake.days AS d")))
        .singleElement()
        .asString()
        .contains("stale");
  }

  @Test
  void aViewThatIsNotNamedAsItsFileOrOrderedIsFound() {
    assertThat(
            problems("CREATE OR REPLACE VIEW marketlake.other AS SELECT day FROM marketlake.days"))
        .singleElement()
        .asString()
        .contains("makes the view other");
    assertThat(problems("CREATE VIEW marketlake.mood AS SELECT day FROM marketlake.days"))
        .singleElement()
        .asString()
        .contains("must begin with CREATE OR REPLACE VIEW marketlake.name AS");
    assertThat(problems(view("SELECT day FROM marketlake.days ORDER BY day")))
        .singleElement()
        .asString()
        .contains("has an order");
    assertThat(problems(view("SELECT lag(day) OVER (ORDER BY day) AS d FROM marketlake.days")))
        .isEmpty();
  }

  @Test
  void whatIsNotAthenasIsFoundInQueries() {
    assertThat(problems("SELECT day FROM marketlake.days;"))
        .singleElement()
        .asString()
        .contains("semicolon");
    assertThat(problems("SELECT `day` FROM marketlake.days")).allMatch(p -> p.contains("backtick"));
    assertThat(problems("SELECT nvl(day, day) FROM marketlake.days"))
        .singleElement()
        .asString()
        .contains("nvl");
    assertThat(problems("SELECT round(100.0 * a / b, 3) AS c FROM marketlake.days"))
        .singleElement()
        .asString()
        .contains("keeps one digit");
    assertThat(problems("SELECT round(100e0 * a / b, 3) AS c FROM marketlake.days")).isEmpty();
    assertThat(problems("SELECT day FROM days"))
        .singleElement()
        .asString()
        .contains("without its database");
    assertThat(problems("SELECT day FROM marketlake.nothing"))
        .singleElement()
        .asString()
        .contains("neither a table nor a view");
    assertThat(problems("SHOW TABLES"))
        .singleElement()
        .asString()
        .contains("instead of SELECT or WITH");
  }
}
