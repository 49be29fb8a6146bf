package io.marketlake.app;

import io.marketlake.config.LinkingFile;
import io.marketlake.config.Settings;
import io.marketlake.error.Errors;
import io.marketlake.feature.text.CompanyLinker;
import io.marketlake.feature.text.ListedCompany;
import io.marketlake.simulate.Companies;
import io.marketlake.simulate.Company;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The company reference in the jar, and what links texts to it. */
final class CompanyReference {
  private static final String COMPANIES = "marketlake/data/companies.csv";

  private CompanyReference() {}

  static List<Company> companies() {
    try (InputStream in = CompanyReference.class.getClassLoader().getResourceAsStream(COMPANIES)) {
      if (in == null) {
        throw Errors.unreadableFile(COMPANIES, "it is missing from the jar");
      }
      return Companies.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Links by the rules in the jar and those of the settings' file over them.
   *
   * @throws io.marketlake.error.PipelineException if the file can't be used
   */
  static CompanyLinker linker(Settings settings) {
    List<ListedCompany> companies =
        companies().stream()
            .map(c -> new ListedCompany(c.symbol(), c.name(), c.aliases()))
            .toList();
    return new CompanyLinker(companies, LinkingFile.load(settings.linkingFile()));
  }
}
