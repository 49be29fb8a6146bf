package io.marketlake.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.error.PipelineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
final class CompaniesTest {

  @Test
  void quotedCellsMayHoldCommasAndAliasesAreSeparatedByBars() {
    List<Company> companies = Samples.companies();

    assertThat(companies).hasSize(8);
    assertThat(companies.get(0))
        .isEqualTo(
            new Company(
                "AAPL",
                "Apple Inc.",
                List.of("Apple", "Apple Computer"),
                "Information Technology",
                "Hardware, Storage",
                "United States",
                "Consumer Electronics",
                240,
                "USD"));
    assertThat(companies.get(7).shortName()).isEqualTo("Penny Mining Corp.");
    assertThat(companies.get(3).technology()).isEmpty();
    assertThat(companies.get(6).name()).isEqualTo("Nestlé S.A.");
  }

  @Test
  void aReferenceThatCannotBeUsedGetsAClearMessage() {
    assertUnreadable("symbol,name\nA,B\n", "it has no column aliases, sector");
    assertUnreadable(header() + "\n", "it has no rows");
    assertUnreadable(header() + "\nA,B,,,,,,free,USD\n", "its row 'A' can't be used");
    assertUnreadable(header() + "\nA,B,,,,,,-1,USD\n", "its row 'A' can't be used");
    assertUnreadable(header() + "\nA,B,,,,,,1,USD\nA,B,,,,,,1,USD\n", "the symbol A occurs twice");
  }

  @Test
  void theTrackedReferenceCanBeRead() throws IOException {
    try (InputStream csv =
        CompaniesTest.class.getResourceAsStream("/marketlake/data/companies.csv")) {
      assumeThat(csv).as("the reference is on the class path").isNotNull();
      List<Company> companies = Companies.read(Objects.requireNonNull(csv));

      assertThat(companies).hasSizeGreaterThanOrEqualTo(50);
      assertThat(companies.stream().map(Company::country).distinct())
          .hasSizeGreaterThanOrEqualTo(8);
    }
  }

  private static String header() {
    return Samples.COMPANIES_CSV.substring(0, Samples.COMPANIES_CSV.indexOf('\n'));
  }

  private static void assertUnreadable(String csv, String reason) {
    assertThatThrownBy(() -> Companies.read(new ByteArrayInputStream(csv.getBytes(UTF_8))))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(reason);
  }
}
