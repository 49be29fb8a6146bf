package io.marketlake.feature.bar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Tier: CI. */
class ExactSumTest {
  @Property
  void sumsAreThoseOfBigInteger(
      @ForAll List<Long> values, @ForAll List<Long> left, @ForAll List<Long> right)
      throws IOException {
    ExactSum sum = new ExactSum();
    BigInteger wanted = BigInteger.ZERO;
    for (long value : values) {
      sum.add(value);
      wanted = wanted.add(BigInteger.valueOf(value));
    }
    ExactSum products = new ExactSum();
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      products.addProduct(left.get(i), right.get(i));
      wanted =
          wanted.add(BigInteger.valueOf(left.get(i)).multiply(BigInteger.valueOf(right.get(i))));
    }
    sum.add(products);
    assertThat(sum.value()).isEqualTo(wanted);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.write(new DataOutputStream(bytes));
    ExactSum read =
        ExactSum.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.value()).isEqualTo(wanted);
  }

  @Property(tries = 20)
  void theLargestProductsDoNotOverflow(@ForAll boolean negative) {
    ExactSum sum = new ExactSum();
    for (int i = 0; i < 100_000; i++) {
      sum.addProduct(Long.MIN_VALUE, negative ? Long.MAX_VALUE : Long.MIN_VALUE);
    }
    BigInteger one =
        BigInteger.valueOf(Long.MIN_VALUE)
            .multiply(BigInteger.valueOf(negative ? Long.MAX_VALUE : Long.MIN_VALUE));
    assertThat(sum.value()).isEqualTo(one.multiply(BigInteger.valueOf(100_000)));
  }
}
