package io.marketlake.feature.company;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.text.AliasRule;
import io.marketlake.feature.text.ContextWords;
import io.marketlake.feature.text.LinkingRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class CompanyHistoryTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final long NOON_MICROS = NOON.getEpochSecond() * 1_000_000;

  private static Company company(String symbol, String name) {
    return new Company(symbol, name, List.of(), null, null, null, null, null);
  }

  private static CompanyVersion version(
      String symbol, long number, Instant knownAt, @Nullable String name) {
    return new CompanyVersion(
        symbol, number, knownAt, name == null ? null : company(symbol, name), "test");
  }

  private static @Nullable String nameAt(CompanyHistory history, String symbol, long micros) {
    CompanyVersion version = history.asOf(symbol, micros);
    return version == null || version.company() == null ? null : version.company().name();
  }

  @Test
  void aVersionHoldsFromItsMomentOnAndTheOneBeforeUpToThere() {
    CompanyHistory history =
        new CompanyHistory(
            List.of(version("A", 1, NOON, "After"), version("A", 0, Instant.EPOCH, "Before")));

    assertThat(nameAt(history, "A", NOON_MICROS - 1)).isEqualTo("Before");
    assertThat(nameAt(history, "A", NOON_MICROS)).isEqualTo("After");
    assertThat(nameAt(history, "A", Long.MIN_VALUE))
        .as("version 0 is since ever")
        .isEqualTo("Before");
    assertThat(nameAt(history, "B", NOON_MICROS)).isNull();
    assertThat(history.asOf(null, NOON_MICROS)).isNull();
  }

  @Test
  void aCompanyIsUnknownBeforeItWasAddedAndAfterItWasRemoved() {
    CompanyHistory history =
        new CompanyHistory(
            List.of(
                version("A", 0, Instant.EPOCH, "First"),
                version("B", 1, NOON, "Added"),
                version("A", 2, NOON.plusSeconds(60), null),
                version("A", 3, NOON.plusSeconds(120), "Back")));

    assertThat(nameAt(history, "B", NOON_MICROS - 1)).isNull();
    assertThat(nameAt(history, "B", NOON_MICROS)).isEqualTo("Added");
    assertThat(nameAt(history, "A", NOON_MICROS + 60_000_000)).isNull();
    assertThat(history.asOf(NOON_MICROS + 60_000_000)).containsOnlyKeys("B");
    assertThat(history.newest()).containsOnlyKeys("A", "B");
    assertThat(history.newest()).containsEntry("A", company("A", "Back"));
  }

  /** As the definition has it, one row after the other. */
  private static @Nullable String plain(List<CompanyVersion> versions, String symbol, long micros) {
    CompanyVersion found =
        versions.stream()
            .filter(v -> v.symbol().equals(symbol))
            .filter(v -> v.version() == 0 || v.knownAt().toEpochMilli() * 1000 <= micros)
            .max(Comparator.comparingLong(CompanyVersion::version))
            .orElse(null);
    return found == null || found.company() == null ? null : found.company().name();
  }

  @Property(tries = 300)
  void aLaterVersionChangesNothingOfWhatWasKnownBefore(
      @ForAll @Size(max = 30) List<@IntRange(max = 11) Integer> changes,
      @ForAll @IntRange(max = 40) int moment) {
    List<CompanyVersion> versions = new ArrayList<>();
    versions.add(version("S0", 0, Instant.EPOCH, "S0 of 0"));
    List<CompanyVersion> before = new ArrayList<>(versions);
    for (int i = 0; i < changes.size(); i++) {
      String symbol = "S" + changes.get(i) % 3;
      long number = i + 1L;
      String name = changes.get(i) > 9 ? null : symbol + " of " + number;
      CompanyVersion next = version(symbol, number, NOON.plusSeconds(number), name);
      versions.add(next);
      if (number <= moment) {
        before.add(next);
      }
    }
    long micros = NOON_MICROS + moment * 1_000_000L;

    for (String symbol : List.of("S0", "S1", "S2")) {
      assertThat(nameAt(new CompanyHistory(versions), symbol, micros))
          .isEqualTo(plain(versions, symbol, micros))
          .isEqualTo(nameAt(new CompanyHistory(before), symbol, micros));
    }
  }

  @Test
  void textsAreLinkedByTheNamesOfTheirMomentAlsoWhereTheRowsAre()
      throws IOException, ClassNotFoundException {
    List<CompanyVersion> versions = new ArrayList<>();
    versions.add(version("A", 0, Instant.EPOCH, "Alphonse Works"));
    for (int i = 1; i <= 9; i++) {
      versions.add(version("A", i, NOON.plusSeconds(i), "Betriebe Nummer" + "x".repeat(i)));
    }
    CompanyLookup sent =
        copy(
            new CompanyLookup(
                new CompanyHistory(versions),
                new LinkingRules(
                    Set.of(),
                    Set.of(),
                    Map.of(),
                    Map.of(),
                    Set.of(),
                    ContextWords.NONE,
                    ContextWords.NONE,
                    ContextWords.NONE,
                    Map.<String, AliasRule>of())));

    assertThat(sent.linker(NOON_MICROS).symbols("Alphonse Works rises")).containsExactly("A");
    for (int round = 0; round < 2; round++) {
      for (int i = 1; i <= 9; i++) {
        long micros = NOON_MICROS + i * 1_000_000L;
        assertThat(sent.linker(micros).symbols("Betriebe Nummer" + "x".repeat(i) + " rises"))
            .containsExactly("A");
        assertThat(sent.linker(micros).symbols("Alphonse Works rises")).isEmpty();
      }
    }
    assertThat(sent.linker(NOON_MICROS)).as("kept").isSameAs(sent.linker(NOON_MICROS - 1));
  }

  private static CompanyLookup copy(CompanyLookup lookup)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(lookup);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (CompanyLookup) in.readObject();
    }
  }
}
