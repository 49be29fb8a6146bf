package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class CountedOffsetsTest {

  @Property
  void anOffsetIsCountedIfAnyRangeHasIt(
      @ForAll @Size(max = 20) List<@IntRange(max = 60) Integer> firsts,
      @ForAll @Size(min = 20, max = 20) List<@IntRange(max = 15) Integer> lengths) {
    CountedOffsets counted = new CountedOffsets();
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < firsts.size(); i++) {
      long first = firsts.get(i);
      long last = first + lengths.get(i);
      counted.add(new OffsetRange("c", "t", "ticks", 0, first, last));
      for (long offset = first; offset <= last; offset++) {
        expected.add(offset);
      }
    }

    for (long offset = -1; offset < 80; offset++) {
      assertThat(counted.contains("c", "t", 0, offset))
          .as("offset %d", offset)
          .isEqualTo(expected.contains(offset));
    }
  }

  @Test
  void aPartitionOfAnotherTopicOrClusterIsAnotherPlace() {
    CountedOffsets counted = new CountedOffsets();
    counted.add(new OffsetRange("c", "t", "ticks", 0, 5, 9));

    assertThat(counted.contains("c", "t", 0, 7)).isTrue();
    assertThat(counted.contains("c", "t", 1, 7)).isFalse();
    assertThat(counted.contains("c", "t2", 0, 7)).isFalse();
    assertThat(counted.contains("c2", "t", 0, 7)).isFalse();
  }
}
