package io.marketlake.history;

import static org.apache.spark.sql.functions.col;

import io.marketlake.error.Errors;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.KafkaPartition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Column;

/**
 * A file that is loaded into a feed: its rows are known by what it holds, so that the same file
 * under another name is the same.
 *
 * @param id a hash of its bytes, the feed and what its lines are
 * @param kind what its lines are
 * @param path where it was read
 */
public record HistoryFile(Feed feed, String id, String kind, String path) {
  private static final int ID_BYTES = 16;
  private static final int PARTITION = 0;

  /**
   * Reads the whole file once.
   *
   * @param kind what its lines are
   * @throws io.marketlake.error.PipelineException if it can't be read
   */
  public static HistoryFile of(Path path, Feed feed, String kind) {
    try (InputStream file = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((feed.name() + " " + kind + " ").getBytes(StandardCharsets.UTF_8));
      try (DigestInputStream bytes = new DigestInputStream(file, digest)) {
        bytes.transferTo(OutputStream.nullOutputStream());
      }
      return new HistoryFile(
          feed, HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES), kind, path.toString());
    } catch (IOException e) {
      throw Errors.unreadableFile(path.toString(), String.valueOf(e.getMessage()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Who writes its commits. */
  String writer() {
    return "backfill-" + id;
  }

  /** Where in the lake it is prepared. */
  String folder() {
    return BackfillPlan.FOLDER + id;
  }

  /** The partition that its rows bear. */
  KafkaPartition partition() {
    return new KafkaPartition(Coordinate.BACKFILL, id, feed.topic(), PARTITION);
  }

  /** What its rows fulfil in every table. */
  Column isOwn() {
    return col(Coordinate.CLUSTER_ID)
        .equalTo(Coordinate.BACKFILL)
        .and(col(Coordinate.TOPIC_ID).equalTo(id));
  }
}
