package io.marketlake.feature.market;

import static io.marketlake.feature.market.SaleConditions.EVERYTHING;
import static io.marketlake.feature.market.SaleConditions.HIGH_LOW;
import static io.marketlake.feature.market.SaleConditions.LAST;
import static io.marketlake.feature.market.SaleConditions.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class SaleConditionsTest {
  private static final SaleConditions FLAGS =
      SaleConditions.ofFlags(
          Map.of(
              1L,
              EVERYTHING,
              0x200L,
              (byte) (HIGH_LOW | VOLUME),
              0x2000L,
              VOLUME,
              0x4000000L,
              (byte) 0,
              1L << 63,
              LAST));

  private static final SaleConditions CODES =
      SaleConditions.ofCodes(Map.of("@", EVERYTHING, "I", VOLUME, "@ I", (byte) 0));

  @Test
  void aTradeCountsForWhatEachOfItsFlagsLetsItCountFor() {
    assertThat(FLAGS.effect("1")).isEqualTo(EVERYTHING);
    assertThat(FLAGS.effect("201")).isEqualTo((byte) (HIGH_LOW | VOLUME));
    assertThat(FLAGS.effect("2200")).isEqualTo(VOLUME);
    assertThat(FLAGS.effect("4000001")).isZero();
    assertThat(FLAGS.effect("0x00002000")).isEqualTo(VOLUME);
    assertThat(FLAGS.effect("8000000000000000")).isEqualTo(LAST);
    assertThat(FLAGS.effect("8000000000002000")).isZero();
  }

  @Test
  void aCodeIsOneTextToTheLetter() {
    assertThat(CODES.effect("I")).isEqualTo(VOLUME);
    assertThat(CODES.effect(" I ")).isEqualTo(VOLUME);
    assertThat(CODES.effect("@ I")).isZero();
    assertThat(CODES.effect("i")).isEqualTo(EVERYTHING);
  }

  @Test
  void withoutACodeOrWithOneThatIsNotListedATradeCountsForEverything() {
    for (String code : new String[] {"", "  ", "0", "4", "no number", "11111111111111111", "-1"}) {
      assertThat(FLAGS.effect(code)).as(code).isEqualTo(EVERYTHING);
      assertThat(CODES.effect(code)).as(code).isEqualTo(EVERYTHING);
    }
    assertThat(FLAGS.effect(null)).isEqualTo(EVERYTHING);
    assertThat(CODES.effect(null)).isEqualTo(EVERYTHING);
    assertThat(SaleConditions.all().effect("2000")).isEqualTo(EVERYTHING);
  }

  @Property(tries = 500)
  void anEffectIsTheSameWheneverItIsAskedForAndFewerFlagsNeverTakeMoreAway(
      @ForAll int first, @ForAll int second) {
    String both = Integer.toHexString(first | second);

    byte effect = FLAGS.effect(both);

    assertThat(FLAGS.effect(both)).isEqualTo(effect);
    assertThat(effect)
        .isEqualTo(
            (byte)
                (FLAGS.effect(Integer.toHexString(first))
                    & FLAGS.effect(Integer.toHexString(second))));
  }

  @Test
  void moreCodesThanAreKeptAreAnsweredAsWell() {
    SaleConditions table = SaleConditions.ofFlags(Map.of(1L, VOLUME));

    for (int code = 0; code < 10_000; code++) {
      assertThat(table.effect(Integer.toHexString(code)))
          .isEqualTo(code % 2 == 1 ? VOLUME : EVERYTHING);
    }
  }

  @Test
  void itTravelsToAnotherProcess() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(FLAGS);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      SaleConditions arrived = (SaleConditions) in.readObject();

      assertThat(arrived).isEqualTo(FLAGS).hasSameHashCodeAs(FLAGS).isNotEqualTo(CODES);
      assertThat(arrived.effect("2000")).isEqualTo(VOLUME);
    }
  }

  @Test
  void aFlagIsASingleBit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SaleConditions.ofFlags(Map.of(3L, VOLUME)))
        .withMessage("flag 0x3 is not a single bit");
  }
}
