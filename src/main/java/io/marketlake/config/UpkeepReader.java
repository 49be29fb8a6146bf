package io.marketlake.config;

import io.marketlake.doctor.DoctorSettings;
import io.marketlake.maintenance.KeepRules;
import io.marketlake.maintenance.MaintenanceSettings;
import java.time.Duration;
import java.util.function.Supplier;

/** Reads what the upkeep of a lake and the look at its health are set by. */
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

  static Supplier<DoctorSettings> doctor(SettingsReader in) {
    long small = in.size("small-file-size");
    int smallFiles = in.smallNumber("small-files", 1);
    Duration orphanAge = in.duration("orphan-age");
    int commits = in.smallNumber("commits", 1);
    in.rejectUnknownKeys();
    return () -> new DoctorSettings(small, smallFiles, orphanAge, commits);
  }
}
