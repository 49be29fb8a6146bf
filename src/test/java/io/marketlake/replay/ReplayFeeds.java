package io.marketlake.replay;

import io.marketlake.config.SettingsLoader;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.TimeFormat;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Feeds to replay into. */
final class ReplayFeeds {
  private ReplayFeeds() {}

  /** A feed as the settings in the jar declare it. */
  static Feed declared(String name) {
    Feed feed =
        SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).settings().feeds().get(name);
    if (feed == null) {
      throw new IllegalArgumentException(name);
    }
    return feed;
  }

  /** A feed with a field of each type. */
  static Feed ofEveryType() {
    List<Field> fields =
        List.of(
            field("id", "string"),
            field("at", "timestamp"),
            field("price", "decimal(18,8)"),
            field("count", "long"),
            field("ratio", "double"),
            field("open", "boolean"),
            field("tags", "array<string>"));
    return new Feed(
        "every",
        "every",
        fields,
        "id",
        "at",
        ZoneOffset.UTC,
        KnownAt.KAFKA_TIME,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static Field field(String name, String type) {
    return new Field(
        name,
        name,
        FieldType.named(type).orElseThrow(),
        false,
        List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.DATE, TimeFormat.EPOCH),
        Optional.empty(),
        name);
  }
}
