package io.marketlake.feature.bar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a symbol's next bars depend on: its open bars and windows, the roll-ups under way and
 * the memory of their indicators. Its size does not grow with the number of events.
 */
public final class SymbolState {
  private static final byte VERSION = 2;

  private String partition = "";
  private long lastOffset = -1;
  private long newest = Long.MIN_VALUE;
  private long closed = Long.MIN_VALUE;
  private final TreeMap<Long, BarPart> bars = new TreeMap<>();
  private final TreeMap<Long, WindowPart> windows = new TreeMap<>();
  private final List<Series> series = new ArrayList<>();
  private final List<@Nullable BarPart> rollUps = new ArrayList<>();

  private SymbolState() {}

  /** The state of a symbol that has not been seen. */
  public static SymbolState begin(BarRules rules) {
    SymbolState state = new SymbolState();
    for (int i = 0; i < rules.lengths().size(); i++) {
      state.series.add(Series.begin(rules));
      state.rollUps.add(null);
    }
    return state;
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws OtherRulesException where it was written under other lengths of bars or in another
   *     version; the indicators' own exception where under other periods
   */
  public static SymbolState fromBytes(byte[] bytes, BarRules rules) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new OtherRulesException("it has version " + version + " and not " + VERSION);
      }
      String lengths = in.readUTF();
      if (!lengths.equals(rules.lengthsText())) {
        throw new OtherRulesException(
            "its lengths are " + lengths + " and not " + rules.lengthsText());
      }
      SymbolState state = new SymbolState();
      state.partition = in.readUTF();
      state.lastOffset = in.readLong();
      state.newest = in.readLong();
      state.closed = in.readLong();
      for (int left = in.readInt(); left > 0; left--) {
        BarPart part = BarPart.read(in);
        state.bars.put(part.start(), part);
      }
      for (int left = in.readInt(); left > 0; left--) {
        WindowPart part = WindowPart.read(in);
        state.windows.put(part.start(), part);
      }
      for (int i = 0; i < rules.lengths().size(); i++) {
        state.series.add(Series.read(in, rules));
        state.rollUps.add(in.readBoolean() ? BarPart.read(in) : null);
      }
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] toBytes(BarRules rules) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(rules.lengthsText());
      out.writeUTF(partition);
      out.writeLong(lastOffset);
      out.writeLong(newest);
      out.writeLong(closed);
      out.writeInt(bars.size());
      for (BarPart part : bars.values()) {
        part.write(out);
      }
      out.writeInt(windows.size());
      for (WindowPart part : windows.values()) {
        part.write(out);
      }
      for (int i = 0; i < series.size(); i++) {
        series.get(i).write(out);
        BarPart rollUp = rollUps.get(i);
        out.writeBoolean(rollUp != null);
        if (rollUp != null) {
          rollUp.write(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Written under settings that this run does not have. */
  public static final class OtherRulesException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    OtherRulesException(String reason) {
      super(reason);
    }
  }

  /**
   * A state without open bars whose indicators remember what was stored before a date.
   *
   * @param before by length, as {@link FinalBar#stateBefore} had it; a length that is not there
   *     begins anew
   */
  public static SymbolState resumed(BarRules rules, Map<Duration, byte[]> before) {
    SymbolState state = begin(rules);
    for (int i = 0; i < rules.lengths().size(); i++) {
      byte[] stored = before.get(rules.lengths().get(i));
      if (stored != null) {
        state.series.set(i, Series.fromBytes(stored, rules));
      }
    }
    return state;
  }

  /** What the indicators of each length remember, to {@link #resumed} from. */
  public Map<Duration, byte[]> memories(BarRules rules) {
    Map<Duration, byte[]> memories = new LinkedHashMap<>();
    for (int i = 0; i < series.size(); i++) {
      memories.put(rules.lengths().get(i), series.get(i).toBytes());
    }
    return memories;
  }

  /**
   * Takes what another state has open from before a moment, in place of its own: a fold that began
   * at that moment does not know it.
   */
  public void takeOpenBefore(long moment, SymbolState other) {
    bars.headMap(moment, false).clear();
    bars.putAll(other.bars.headMap(moment, false));
    windows.headMap(moment, false).clear();
    windows.putAll(other.windows.headMap(moment, false));
    for (int i = 0; i < rollUps.size(); i++) {
      BarPart own = rollUps.get(i);
      BarPart others = other.rollUps.get(i);
      if (others != null && others.start() < moment && (own == null || own.start() < moment)) {
        rollUps.set(i, others);
      }
    }
    closed = Math.max(closed, other.closed);
    if (partition.isEmpty()) {
      partition = other.partition;
      lastOffset = other.lastOffset;
      newest = other.newest;
    }
  }

  /** The Kafka partition of its newest event; empty before the first. */
  public String partition() {
    return partition;
  }

  /** The offset of its last event. */
  public long lastOffset() {
    return lastOffset;
  }

  /** Its newest event time. */
  public long newest() {
    return newest;
  }

  /** Its open bars of the base length, in their order. */
  public Collection<BarPart> openBars() {
    return bars.values();
  }

  /**
   * The newest event time of its partition that makes something of it final though no event of its
   * own comes; empty where nothing is open.
   */
  public OptionalLong quietFrom(BarRules rules) {
    long first = Long.MAX_VALUE;
    if (!bars.isEmpty()) {
      first = bars.firstKey() + rules.interval();
    }
    if (!windows.isEmpty()) {
      first = Math.min(first, windows.firstKey() + rules.windowLength());
    }
    for (int i = 1; i < rollUps.size(); i++) {
      BarPart rollUp = rollUps.get(i);
      if (rollUp != null) {
        first = Math.min(first, rules.span(i, rollUp.start()).complete());
      }
    }
    return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(rules.quietFrom(first));
  }

  /**
   * The newest end of what has become final. Nothing that ends so early is open to any partition's
   * events, though the newest event time of another one may not have come so far.
   */
  long closed() {
    return closed;
  }

  void close(long end) {
    closed = Math.max(closed, end);
  }

  void accept(SymbolChunk chunk, String from) {
    partition = from;
    lastOffset = chunk.lastOffset();
    newest = Math.max(newest, chunk.newest());
  }

  NavigableMap<Long, BarPart> bars() {
    return bars;
  }

  NavigableMap<Long, WindowPart> windows() {
    return windows;
  }

  void series(int length, Series taken) {
    series.set(length, taken);
  }

  Series series(int length) {
    return series.get(length);
  }

  @Nullable BarPart rollUp(int length) {
    return rollUps.get(length);
  }

  void rollUp(int length, @Nullable BarPart part) {
    rollUps.set(length, part);
  }
}
