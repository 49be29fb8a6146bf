package io.marketlake.doctor;

import io.marketlake.delta.Lake;
import io.marketlake.logstore.ConditionIgnoredException;
import io.marketlake.logstore.ConditionalWrites;
import io.marketlake.logstore.LocalConditionalLogStore;
import io.marketlake.logstore.S3ConditionalLogStore;
import io.marketlake.storage.LakeLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Whether the second of two commits of one version is refused: that a log store of marketlake's is
 * in use, and on S3 that the server keeps the condition, for which it is asked to put one small
 * object twice. That object, removed again, is the one thing that a check writes.
 */
public final class ConditionalWriteCheck implements Check {
  private static final String WHY =
      "two processes that commit at once may both be told that they won, and one's rows are lost";

  @Override
  public String name() {
    return "conditional-writes";
  }

  @Override
  public List<Finding> findings(LakeView lake) {
    LakeLocation location = lake.lake().location();
    String wanted =
        (location.isOnS3() ? S3ConditionalLogStore.class : LocalConditionalLogStore.class)
            .getName();
    String setting = "spark.delta.logStore." + (location.isOnS3() ? "s3a" : "file") + ".impl";
    Optional<String> store = lake.lake().tables().sessionSetting(setting);
    if (!store.equals(Optional.of(wanted))) {
      return List.of(
          finding(
              Severity.WARNING,
              location,
              "its log store is " + store.orElse("Delta's own"),
              "leave " + setting + " out of Spark's settings"));
    }
    return location.isOnS3() ? probe(location) : List.of();
  }

  private List<Finding> probe(LakeLocation location) {
    Configuration hadoop = location.configuration();
    Path state = new Path(location.root(), Lake.STATE);
    try {
      if (ConditionalWrites.isSingleWriter(state, hadoop)) {
        return List.of(
            finding(
                Severity.WARNING,
                location,
                "a single writer is promised by " + ConditionalWrites.SINGLE_WRITER,
                "keep the promise, maintain included, or use a server that keeps conditions"));
      }
      ConditionalWrites.require(state, hadoop);
      return List.of();
    } catch (ConditionIgnoredException e) {
      return List.of(
          finding(
              Severity.ERROR,
              location,
              "its server does not keep conditions: " + e.getMessage(),
              "use a server that keeps If-None-Match on puts"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Finding finding(Severity severity, LakeLocation location, String what, String cure) {
    return new Finding(severity, name(), location.toString(), what, WHY, cure);
  }
}
