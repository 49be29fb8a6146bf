package io.marketlake.config;

import io.marketlake.doctor.DoctorSettings;
import io.marketlake.maintenance.KeepRules;
import io.marketlake.maintenance.MaintenanceSettings;
import io.marketlake.marts.Mart;
import io.marketlake.marts.MartSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what the upkeep of a lake, the look at its health and its marts are set by. */
final class UpkeepReader {
  private UpkeepReader() {}

  static Supplier<MaintenanceSettings> maintenance(SettingsReader in) {
    long target = in.size("target-file-size");
    int openDay = in.smallNumber("open-day-small-files", 1);
    Duration retention = in.duration("retention");
    Duration logRetention = in.duration("log-retention");
    KeepRules keep = KeepReader.read(in.section("keep"));
    in.rejectUnknownKeys();
    return () -> new MaintenanceSettings(target, openDay, retention, logRetention, keep);
  }

  static Supplier<MartSettings> marts(SettingsReader in) {
    Duration refresh = in.duration("refresh");
    boolean inStream = in.flag("in-stream", true);
    Optional<Path> folder =
        Optional.of(in.text("folder")).filter(name -> !name.equals(Settings.NONE)).map(Path::of);
    in.rejectUnknownKeys();
    // A mistake in a file is told as it is, and not among those of the settings.
    List<Mart> marts = MartFiles.load(folder);
    return () -> new MartSettings(refresh, inStream, folder, marts);
  }

  static Supplier<DoctorSettings> doctor(SettingsReader in) {
    long small = in.size("small-file-size");
    int smallFiles = in.smallNumber("small-files", 1);
    Duration orphanAge = in.duration("orphan-age");
    int commits = in.smallNumber("commits", 1);
    in.rejectUnknownKeys();
    return () -> new DoctorSettings(small, smallFiles, orphanAge, commits);
  }
}
