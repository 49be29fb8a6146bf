package io.marketlake.app;

import io.marketlake.TestLake;

/** A handful of events a feed, bad records and a repeated post among them. */
final class SampleEvents {
  private SampleEvents() {}

  /**
   * Sends 30 records, numbered from a number on: 10 ticks, 5 trades, 5 news, 10 posts that name two
   * companies each.
   */
  static void send(TestLake lake, int from) {
    for (int i = from; i < from + 5; i++) {
      lake.send("ticks", tick(i), i % 2 == 0 ? tick(i) : "not json");
      lake.send("trades", trade(i));
      lake.send("news", news(i));
      lake.send("posts", post(i), post(i));
    }
  }

  static String tick(int i) {
    return """
        {"symbol":"AAPL","price":%d.25,"volume":100,"timestamp":"2026-03-02T14:30:0%dZ"}"""
        .formatted(100 + i, i % 10);
  }

  static String trade(int i) {
    return """
        {"ticker":"IBM","timestamp":"2026-03-02 14:30:00","price":10.%d,"volume":5,"action":"buy"}"""
        .formatted(i);
  }

  static String news(int i) {
    return """
        {"Date":"2026-03-02","Headline":"Profit rises %d percent at Apple","Related_Company":"Apple"}"""
        .formatted(i);
  }

  static String post(int i) {
    return """
        {"id":"p%d","created_at":"2026-03-02T14:30:00Z","text":"buying more $AAPL %d, selling $MSFT"}"""
        .formatted(i, i);
  }
}
