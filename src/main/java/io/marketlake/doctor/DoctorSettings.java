package io.marketlake.doctor;

import java.time.Duration;

/**
 * From when on something is worth telling.
 *
 * @param smallFileBytes a file of a closed day below this is small
 * @param smallFiles so many small files of closed days in one table are told
 * @param orphanAge a file that no version has is told when it is older than this
 * @param commits the newest commits of each table whose writers are looked at
 */
public record DoctorSettings(long smallFileBytes, int smallFiles, Duration orphanAge, int commits) {
  public DoctorSettings {
    if (smallFiles < 1 || commits < 1) {
      throw new IllegalArgumentException("smallFiles and commits must be at least 1");
    }
  }
}
