package io.marketlake.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;

/** A tick, read by Jackson's streaming parser; public and mutable, as Flink wants its values. */
public final class Tick {
  private static final JsonFactory JSON = new JsonFactory();

  public String symbol = "";
  public double price;
  public double volume;
  public long time;

  public Tick() {}

  /** Reads one; unknown fields are skipped. */
  static Tick read(byte[] value) throws IOException {
    Tick tick = new Tick();
    try (JsonParser json = JSON.createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.getCurrentName();
        json.nextToken();
        switch (name) {
          case "symbol" -> tick.symbol = json.getText();
          case "price" -> tick.price = json.getDoubleValue();
          case "volume" -> tick.volume = json.getDoubleValue();
          case "timestamp" -> tick.time = Instant.parse(json.getText()).toEpochMilli();
          default -> json.skipChildren();
        }
      }
    }
    return tick;
  }
}
