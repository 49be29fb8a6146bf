package io.marketlake.feature.market;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a trade counts for, by its sale-condition code.
 *
 * <p>A trade that counts for the last price moves a bar's open and close, one that counts for high
 * and low its high and low, and one that counts for volume its volume and its VWAP. The
 * consolidated tapes publish no VWAP, so that its rule is ours: the mean price of the volume that
 * is reported, which makes volume times VWAP add up over bars. Since prices that may not move a
 * high or low count too, VWAP can lie just outside of low to high.
 *
 * <p>A code that the table does not list, and a trade without a code, counts for everything. A
 * minute in which trades count for volume alone, as in extended hours by the rules of the US tapes,
 * has volume but no price.
 *
 * <p>The effect of a code is kept once it was asked for. Safe under several threads.
 */
public final class SaleConditions implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The trade counts for the last price, and so for open and close. */
  public static final byte LAST = 1;

  /** The trade counts for high and low. */
  public static final byte HIGH_LOW = 2;

  /** The trade counts for volume and VWAP. */
  public static final byte VOLUME = 4;

  /** The trade counts for all three. */
  public static final byte EVERYTHING = LAST | HIGH_LOW | VOLUME;

  /** Codes whose effects are kept; a tape has a few dozen, a broken producer any number. */
  private static final int KEPT_CODES = 4096;

  /** How codes are written. */
  public enum Format {
    /** A code is one text, to the letter. */
    CODES("codes"),
    /**
     * A code is a hexadecimal number whose bits are flags. A trade counts for what every flag that
     * is set lets it count for.
     */
    HEX_FLAGS("hex-flags");

    private final String setting;

    Format(String setting) {
      this.setting = setting;
    }

    /** The format of that name in the settings. */
    public static Optional<Format> named(String name) {
      return Arrays.stream(values()).filter(f -> f.setting.equals(name)).findFirst();
    }
  }

  private final Format format;
  private final HashMap<String, Byte> codes;
  private final HashMap<Long, Byte> flags;
  private final transient Map<String, Byte> kept = new ConcurrentHashMap<>();

  private SaleConditions(Format format, Map<String, Byte> codes, Map<Long, Byte> flags) {
    this.format = format;
    this.codes = new HashMap<>(codes);
    this.flags = new HashMap<>(flags);
  }

  /** Every trade counts for everything. */
  public static SaleConditions all() {
    return ofCodes(Map.of());
  }

  /** The effect of each code. */
  public static SaleConditions ofCodes(Map<String, Byte> effects) {
    return new SaleConditions(Format.CODES, effects, Map.of());
  }

  /** The effect of each flag, which is a single bit. */
  public static SaleConditions ofFlags(Map<Long, Byte> effects) {
    effects
        .keySet()
        .forEach(
            flag -> {
              if (Long.bitCount(flag) != 1) {
                throw new IllegalArgumentException(
                    "flag 0x" + Long.toHexString(flag) + " is not a single bit");
              }
            });
    return new SaleConditions(Format.HEX_FLAGS, Map.of(), effects);
  }

  /** How codes are written. */
  public Format format() {
    return format;
  }

  /** The effect of each code that the table lists; none where codes are flags. */
  public Map<String, Byte> codes() {
    return Map.copyOf(codes);
  }

  /** The effect of each flag; none where codes are texts. */
  public Map<Long, Byte> flags() {
    return Map.copyOf(flags);
  }

  /** The bits of what a trade counts for. */
  public static byte effectOf(boolean last, boolean highLow, boolean volume) {
    return (byte) ((last ? LAST : 0) | (highLow ? HIGH_LOW : 0) | (volume ? VOLUME : 0));
  }

  /**
   * What a trade of that code counts for: {@link #LAST}, {@link #HIGH_LOW} and {@link #VOLUME} as
   * bits. Blanks around a code do not count, and a code that is no number has no flags.
   */
  public byte effect(@Nullable String code) {
    if (code == null || (codes.isEmpty() && flags.isEmpty())) {
      return EVERYTHING;
    }
    Byte known = kept.get(code);
    if (known != null) {
      return known;
    }
    byte effect =
        format == Format.CODES
            ? codes.getOrDefault(code.strip(), EVERYTHING)
            : effectOfFlags(code.strip());
    if (kept.size() < KEPT_CODES) {
      kept.put(code, effect);
    }
    return effect;
  }

  private byte effectOfFlags(String code) {
    Optional<Long> set = flagsOf(code);
    byte effect = EVERYTHING;
    if (set.isPresent()) {
      for (Map.Entry<Long, Byte> flag : flags.entrySet()) {
        if ((set.get() & flag.getKey()) != 0) {
          effect &= flag.getValue();
        }
      }
    }
    return effect;
  }

  /** The flags of a hexadecimal number, which may begin with {@code 0x}; empty if it is none. */
  public static Optional<Long> flagsOf(String code) {
    String digits = code.startsWith("0x") || code.startsWith("0X") ? code.substring(2) : code;
    try {
      return Optional.of(Long.parseUnsignedLong(digits, 16));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Deserialized, a table has to keep effects anew. */
  private Object readResolve() {
    return new SaleConditions(format, codes, flags);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SaleConditions that
        && format == that.format
        && codes.equals(that.codes)
        && flags.equals(that.flags);
  }

  @Override
  public int hashCode() {
    return format.name().hashCode() + 31 * codes.hashCode() + 961 * flags.hashCode();
  }

  @Override
  public String toString() {
    return "SaleConditions[" + format + ", " + new TreeMap<>(codes) + new TreeMap<>(flags) + "]";
  }
}
