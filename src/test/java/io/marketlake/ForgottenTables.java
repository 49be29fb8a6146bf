package io.marketlake;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Drops what the JVM remembers of a test class's tables when the class ends. Delta keeps a table's
 * last snapshot and its plans for an hour; the lakes of some hundred classes fill the heap of the
 * JVM that they share. A name that the session's catalog has of a lake would hide the same name of
 * the next one.
 */
public final class ForgottenTables implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) {
    DeltaLog.clearCache();
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (session.isDefined()) {
      forgetNames(session.get().sessionState().catalog());
    }
  }

  private static void forgetNames(SessionCatalog catalog) {
    for (String database : JavaConverters.seqAsJavaList(catalog.listDatabases())) {
      if (!database.equals("default")) {
        catalog.dropDatabase(database, true, true);
      }
    }
  }
}
