package io.jackdaw.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void isAllZeroBeforeTheFirstValue() {
    Summary summary = Summary.detailed();

    assertThat(summary.count()).isZero();
    assertThat(summary.min()).isZero();
    assertThat(summary.max()).isZero();
    assertThat(summary.average()).isZero();
    assertThat(summary.percentile(0.99)).isZero();
  }

  @Test
  void tellsHowValuesAreSpread() {
    Summary summary = Summary.detailed();
    for (int value = 1; value <= 1000; value++) {
      summary.add(value);
    }

    assertThat(summary.count()).isEqualTo(1000);
    assertThat(summary.sum()).isEqualTo(500_500);
    assertThat(summary.min()).isEqualTo(1);
    assertThat(summary.max()).isEqualTo(1000);
    assertThat(summary.average()).isEqualTo(500.5);
    assertThat(summary.percentile(0.5)).isBetween(500L, 563L);
    assertThat(summary.percentile(0.99)).isBetween(990L, 1000L);
  }

  @Test
  void beginsAnewAfterAReset() {
    Summary summary = Summary.detailed();
    summary.add(7);
    summary.reset();
    summary.add(3);

    assertThat(summary.count()).isEqualTo(1);
    assertThat(summary.min()).isEqualTo(3);
    assertThat(summary.max()).isEqualTo(3);
    assertThat(summary.percentile(0.5)).isEqualTo(3);
  }

  @Property
  void aBucketHoldsItsValueAndIsNarrow(@ForAll @LongRange(min = 0) long value) {
    int index = Spread.indexOf(value);

    assertThat(Spread.upperBound(index)).isGreaterThanOrEqualTo(value);
    assertThat((double) Spread.upperBound(index)).isLessThanOrEqualTo(value * 1.13 + 1);
    assertThat(index == 0 ? -1 : Spread.upperBound(index - 1)).isLessThan(value);
  }
}
