package io.marketlake.app;

import io.marketlake.error.Errors;
import io.marketlake.feature.company.Company;
import io.marketlake.reference.CompanyFile;
import io.marketlake.simulate.Companies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** The company reference in the jar: version 0 of every lake's, and what the simulator trades. */
final class CompanyReference {
  private static final String COMPANIES = "marketlake/data/companies.csv";

  private CompanyReference() {}

  /** The companies as a lake's reference has them. */
  static List<Company> own() {
    return read(in -> CompanyFile.read(in, COMPANIES));
  }

  /** The companies with their prices, for the simulator. */
  static List<io.marketlake.simulate.Company> simulated() {
    return read(Companies::read);
  }

  private static <T> T read(Function<InputStream, T> reader) {
    try (InputStream in = CompanyReference.class.getClassLoader().getResourceAsStream(COMPANIES)) {
      if (in == null) {
        throw Errors.unreadableFile(COMPANIES, "it is missing from the jar");
      }
      return reader.apply(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
