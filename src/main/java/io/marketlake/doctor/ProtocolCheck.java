package io.marketlake.doctor;

import io.marketlake.delta.TableLog;
import io.marketlake.delta.TableProtocol;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether every table can be read by every reader of Delta, the oldest too: reader version 1,
 * writer version 2, no named feature, and of Delta's properties only those that change nothing for
 * a reader.
 */
public final class ProtocolCheck implements TableCheck {
  private static final int READER = 1;
  private static final int WRITER = 2;
  private static final String PREFIX = "delta.";
  private static final String LOG_CLEANUP = "delta.enableExpiredLogCleanup";
  private static final Set<String> ALLOWED =
      Set.of(
          "delta.appendOnly",
          "delta.checkpointInterval",
          "delta.dataSkippingStatsColumns",
          "delta.deletedFileRetentionDuration",
          LOG_CLEANUP,
          "delta.logRetentionDuration",
          "delta.minReaderVersion",
          "delta.minWriterVersion");
  private static final String WHY =
      "Athena and other readers of Delta may refuse the table or misread it";

  @Override
  public String name() {
    return "protocol";
  }

  @Override
  public void look(LakeView lake, Table table, TableLog log, List<Finding> findings) {
    protocol(table.id(), log.protocol(), findings);
    properties(table.id(), log.properties(), findings);
  }

  private void protocol(String table, TableProtocol protocol, List<Finding> findings) {
    if (protocol.reader() > READER
        || protocol.writer() > WRITER
        || !protocol.features().isEmpty()) {
      String features =
          protocol.features().isEmpty()
              ? ""
              : " (" + String.join(", ", protocol.features().stream().sorted().toList()) + ")";
      findings.add(
          new Finding(
              Severity.ERROR,
              name(),
              table,
              "it needs reader version %d and writer version %d%s instead of %d and %d"
                  .formatted(protocol.reader(), protocol.writer(), features, READER, WRITER),
              WHY,
              "copy its rows into a table that marketlake makes, or drop the features"
                  + " (ALTER TABLE … DROP FEATURE) with an engine that can"));
    }
  }

  private void properties(String table, Map<String, String> properties, List<Finding> findings) {
    properties.forEach(
        (property, value) -> {
          if (property.startsWith(PREFIX) && !ALLOWED.contains(property)) {
            findings.add(
                new Finding(
                    Severity.ERROR,
                    name(),
                    table,
                    "its property " + property + " is " + value,
                    WHY,
                    "ALTER TABLE … UNSET TBLPROPERTIES ('" + property + "')"));
          }
        });
    if (!"false".equals(properties.get(LOG_CLEANUP))) {
      findings.add(
          new Finding(
              Severity.WARNING,
              name(),
              table,
              "its writers trim its log themselves",
              "they do not know how far its readers are, so that a slow one may find its place gone",
              "ALTER TABLE … SET TBLPROPERTIES ('" + LOG_CLEANUP + "' = 'false')"));
    }
  }
}
