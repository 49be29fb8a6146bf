package io.marketlake.feature.text;

import static java.nio.file.Files.newInputStream;

import io.marketlake.config.LinkingFile;
import io.marketlake.simulate.Companies;
import io.marketlake.simulate.Company;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The tracked company reference, and the linker made of it and the tracked rules. */
final class Reference {
  static final List<ListedCompany> COMPANIES = companies();
  static final LinkingRules RULES = LinkingFile.load(Optional.empty());
  static final CompanyLinker LINKER = new CompanyLinker(COMPANIES, RULES);

  private Reference() {}

  private static List<ListedCompany> companies() {
    try (InputStream csv = newInputStream(Path.of("data/companies.csv"))) {
      return Companies.read(csv).stream().map(Reference::listed).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ListedCompany listed(Company company) {
    return new ListedCompany(company.symbol(), company.name(), company.aliases());
  }
}
