package io.marketlake.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.schema.EventTimes.EventTime;
import io.marketlake.schema.Feed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class EventFileTest {
  private final Feed every = ReplayFeeds.ofEveryType();
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private List<FileEvent> read(Path file, String... map) {
    List<FileEvent> events = new ArrayList<>();
    try (EventFile open = EventFile.open(file, every, Renames.of(every, Arrays.asList(map)))) {
      for (FileEvent event = open.next(); event != null; event = open.next()) {
        events.add(event);
      }
    }
    return events;
  }

  private List<String> values(Path file, String... map) {
    return read(file, map).stream()
        .map(e -> new String(e.value(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void aCellIsWrittenAsItsFieldsTypeSays() throws IOException {
    Path file =
        write(
            "a.csv",
            """
            id,at,price,count,ratio,open,tags,more
            7,2026-03-02,13.990,007,-1e5,TRUE,AAPL MSFT|IBM,1
            x,1772461800,NaN,+5,1.,no,"A, B",
            "",,,,,,,
            """);

    assertThat(values(file))
        .containsExactly(
            "{\"id\":\"7\",\"at\":\"2026-03-02\",\"price\":13.990,\"count\":\"007\",\"ratio\":-1e5,"
                + "\"open\":true,\"tags\":[\"AAPL\",\"MSFT\",\"IBM\"],\"more\":\"1\"}",
            "{\"id\":\"x\",\"at\":\"1772461800\",\"price\":\"NaN\",\"count\":\"+5\",\"ratio\":\"1.\","
                + "\"open\":\"no\",\"tags\":[\"A\",\"B\"]}",
            "{}");
  }

  @Test
  void keyAndTimeAreTakenFromTheFieldsThatTheFeedNames() throws IOException {
    Path csv = write("a.csv", "name,at\nIBM,2026-03-02T14:30:00Z\n,soon\n");
    Path json =
        write(
            "a.jsonl",
            "{\"name\":\"IBM\",\"at\":\"2026-03-02T14:30:00Z\"}\n{\"name\":null,\"at\":1e999999999}");

    for (Path file : List.of(csv, json)) {
      List<FileEvent> events = read(file, "name=id");
      assertThat(events.get(0).key()).isEqualTo("IBM");
      Instant at = Instant.parse("2026-03-02T14:30:00Z");
      assertThat(events.get(0).time()).isEqualTo(new EventTime(at, at));
      assertThat(events.get(1).key()).isNull();
      assertThat(events.get(1).time()).isNull();
      assertThat(events.get(1).isReadable()).isTrue();
    }
  }

  @Test
  void aRowThatCantBeReadGoesAsItIs() throws IOException {
    Path file = folder.resolve("a.csv");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("id,price\nA,1\nB\nC,1,2\n\n\"D\"x,1\nE,\"1\n".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {'F', (byte) 0xFF, ',', '1', '\n', 'G', ',', '2'});
    Files.write(file, bytes.toByteArray());

    List<FileEvent> events = read(file);

    assertThat(events)
        .extracting(FileEvent::isReadable)
        .containsExactly(true, false, false, false, false, false, false, true);
    assertThat(values(file).subList(1, 6)).containsExactly("B", "C,1,2", "", "\"D\"x,1", "E,\"1");
    assertThat(events.get(6).value()).containsExactly('F', 0xFF, ',', '1');
  }

  @Test
  void aMultiLineCellAByteOrderMarkAndTabsAreUnderstood() throws IOException {
    assertThat(values(write("a.csv", "\uFEFFid,more\r\nA,\"one\r\n\"\"two\"\"\"\r\nB,ü\r\n")))
        .containsExactly(
            "{\"id\":\"A\",\"more\":\"one\\r\\n\\\"two\\\"\"}", "{\"id\":\"B\",\"more\":\"ü\"}");
    assertThat(values(write("a.tsv", "id\tprice\nA\t1,5\nB\t2\n")))
        .containsExactly("{\"id\":\"A\",\"price\":\"1,5\"}", "{\"id\":\"B\",\"price\":2}");
  }

  @Test
  void jsonLinesKeepEveryByteButTheNamesOfRenamedKeys() throws IOException {
    String line =
        "{ \"sym\\u0062ol\" : \"A\", \"price\":1.50, \"in\":{\"symbol\":[1, 2]}, \"é\": 1}";
    Path file = write("a.jsonl", line + "\r\n\nnot json\n[1]\n{\"symbol\":1} x\n{\"symbol\":5}");

    assertThat(values(file, "symbol=id"))
        .containsExactly(
            line.replace("sym\\u0062ol", "id"),
            "",
            "not json",
            "[1]",
            "{\"symbol\":1} x",
            "{\"id\":5}");
    assertThat(values(file).get(0)).isEqualTo(line);
    assertThat(read(file, "symbol=id"))
        .extracting(FileEvent::key)
        .containsExactly("A", null, null, null, null, "5");
  }

  @Test
  void gzipIsKnownByItsBytesAndTheFormatByNameOrContent() throws IOException {
    String json = "{\"id\":\"A\"}";
    String csv = "id,price\nA,1\n";
    assertThat(values(Files.write(folder.resolve("a.csv.gz"), gzip(csv))))
        .containsExactly("{\"id\":\"A\",\"price\":1}");
    assertThat(values(Files.write(folder.resolve("dump"), gzip(json)))).containsExactly(json);
    assertThat(values(write("plain.csv.gz", csv))).containsExactly("{\"id\":\"A\",\"price\":1}");
    assertThat(values(write("tabs", "id\tprice\nA\t1\n")))
        .containsExactly("{\"id\":\"A\",\"price\":1}");
    byte[] parts = Arrays.copyOf(gzip(csv), gzip(csv).length + gzip("B,2\n").length);
    System.arraycopy(gzip("B,2\n"), 0, parts, gzip(csv).length, gzip("B,2\n").length);
    assertThat(values(Files.write(folder.resolve("parts.csv.gz"), parts))).hasSize(2);
  }

  @Test
  void aFileThatCantBeReplayedGetsASentence() throws IOException {
    assertSentence(folder.resolve("none.csv"), "there is no such file");
    assertSentence(folder, "it is no file");
    assertSentence(write("empty.csv", ""), "it is empty and has no header row");
    assertSentence(write("quote.csv", "\"id,at"), "its header row has a quote that is not closed");
    assertSentence(write("twice.csv", "id,id\n1,2\n"), "it has two columns for the field id");
    assertSentence(
        write("symbol.csv", "symbol,price\n"),
        "has no column 'name'; name one of symbol, price.",
        "name=id");
    byte[] whole = gzip("id,price\n" + "A,1.2345\nB,2\nC,3\n".repeat(50_000));
    assertSentence(
        Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length - 100)),
        "its gzip data are damaged or cut off behind line 1");
  }

  private void assertSentence(Path file, String part, String... map) {
    assertThatThrownBy(() -> read(file, map))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(part);
  }

  @Test
  void requiredFieldsWithoutAColumnAreNamed() throws IOException {
    Feed trades = ReplayFeeds.declared("trades");
    Path file = write("a.csv", "timestamp,symbol,price,volume\n");

    try (EventFile open = EventFile.open(file, trades, Renames.of(trades, List.of()))) {
      assertThat(open.absentFields()).containsExactly("ticker");
    }
    try (EventFile open =
        EventFile.open(file, trades, Renames.of(trades, List.of("symbol=ticker")))) {
      assertThat(open.absentFields()).isEmpty();
    }
  }

  @Test
  void aWrongMapGetsASentence() {
    assertThatThrownBy(() -> Renames.of(every, List.of("symbol=ticker")))
        .hasMessageContaining("has no field 'ticker'; name one of id, at, price");
    assertThatThrownBy(() -> Renames.of(every, List.of("symbol")))
        .hasMessageContaining("it has no =");
    assertThatThrownBy(() -> Renames.of(every, List.of("a=id", "b=id")))
        .hasMessageContaining("another --map already names one of the two");
  }
}
