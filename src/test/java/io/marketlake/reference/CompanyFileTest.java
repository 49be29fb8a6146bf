package io.marketlake.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.feature.company.Company;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class CompanyFileTest {
  private static final Path OWN = Path.of("data/companies.csv");
  private static final Path SP500 = Path.of("../shared/data/companies_sp500.csv");
  private static final String HEADER = "symbol,name,sector,industry,country\n";

  @TempDir private Path folder;

  private static List<Company> read(String csv) {
    return CompanyFile.read(
        new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "my.csv");
  }

  @Test
  void aRowIsACompanyAndWhatItDoesNotSayIsNull() {
    assertThat(
            read(
                """
                name,symbol,country,sector,industry,aliases,founded
                "Acme, Inc.", acm ,,Industrials,,Acme| Acme Works |,1902
                Zeta,Z,Norway,Energy,Oil,,
                """))
        .containsExactly(
            new Company(
                "ACM",
                "Acme, Inc.",
                List.of("Acme", "Acme Works"),
                "Industrials",
                null,
                null,
                null,
                null),
            new Company("Z", "Zeta", List.of(), "Energy", "Oil", "Norway", null, null));
  }

  @Test
  void everyMistakeIsOneSentenceThatSaysWhich() {
    Map<String, String> mistakes = new TreeMap<>();
    mistakes.put("", "it has no column symbol, name, sector, industry, country");
    mistakes.put("symbol,name\nA,Acme\n", "it has no column sector, industry, country among");
    mistakes.put(HEADER, "it has no rows");
    mistakes.put(
        HEADER + "A,Acme,,,\nB,Beta,,,\na,Alpha,,,\n", "the symbol A occurs more than once");
    mistakes.put(HEADER + "A,Acme,,,\n,Beta,,,\n", "its row at line 3 has no symbol");
    mistakes.put(HEADER + "A, ,,,\n", "its row at line 2 has no name");
    mistakes.put("symbol,name,name,sector,industry,country\nA,B,C,,,\n", "it has two columns name");
    mistakes.put(HEADER + "A,\"" + "x".repeat(5000) + "\",,,\n", "it is not CSV near line");

    mistakes.forEach(
        (csv, reason) ->
            assertThatThrownBy(() -> read(csv))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("the companies of my.csv can't be used")
                .hasMessageContaining(reason));
  }

  @Test
  void columnsOfOtherNamesAreMapped() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.csv"), "Ticker,name,GICS Sector,industry,country\nA,Acme,Energy,,\n");

    assertThat(CompanyFile.read(file, List.of("Ticker=symbol", "GICS Sector=sector")))
        .containsExactly(new Company("A", "Acme", List.of(), "Energy", null, null, null, null));
    assertThatThrownBy(() -> CompanyFile.read(file, List.of("Symbol=symbol", "GICS Sector=sector")))
        .hasMessageContaining("it has no column Symbol among Ticker");
    assertThatThrownBy(() -> CompanyFile.read(file, List.of("Ticker=ticker")))
        .hasMessageContaining("a company has no 'ticker'");
    assertThatThrownBy(() -> CompanyFile.read(file, List.of("Ticker")))
        .hasMessageContaining("it has no =");
    assertThatThrownBy(() -> CompanyFile.read(folder.resolve("absent.csv"), List.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void theSP500sFileCanBeMapped() {
    Assumptions.assumeTrue(Files.exists(SP500), "needs " + SP500);

    List<Company> companies =
        CompanyFile.read(
            SP500,
            List.of(
                "Symbol=symbol",
                "Security=name",
                "GICS Sector=sector",
                "GICS Sub-Industry=industry",
                "Headquarters Location=country"));

    assertThat(companies).hasSize(503);
  }

  /**
   * Version 0 of every lake is what the jar brings: were it changed, history that is made anew
   * would not be the same. What is to change comes as a file to be loaded.
   */
  @Test
  void versionZeroIsWhatItEverWas() throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(OWN));
    try (InputStream csv = Files.newInputStream(OWN)) {
      assertThat(CompanyFile.read(csv, "own")).hasSize(64);
    }

    assertThat(String.format("%064x", new BigInteger(1, digest)))
        .isEqualTo("6ad00cbd2d9b421a4c0e8991d14cdb7e0c26b85c4c7ee78b0390e7987a2a69d2");
  }
}
