package io.jackdaw.kafka.share.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.share.state.OffsetRuns.Run;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetRunsTest {
  private static final int OFFSETS = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theyAreWhatAMapOfSingleOffsetsIs(long seed) {
    Random random = new Random(seed);
    OffsetRuns<Integer> runs = new OffsetRuns<>();
    TreeMap<Long, Integer> model = new TreeMap<>();
    for (int step = 0; step < 2_000; step++) {
      long first = random.nextInt(OFFSETS);
      long last = first + random.nextInt(10);
      if (random.nextInt(20) == 0) {
        long before = random.nextInt(OFFSETS / 2);
        runs.dropBefore(before);
        model.headMap(before).clear();
      } else {
        int value = random.nextInt(3);
        runs.put(first, last, value);
        for (long offset = first; offset <= last; offset++) {
          model.put(offset, value);
        }
      }

      assertThat(single(runs.all())).isEqualTo(model);
      assertThat(single(runs.within(first, last)))
          .isEqualTo(new TreeMap<>(model.subMap(first, true, last, true)));
    }
  }

  private static TreeMap<Long, Integer> single(List<Run<Integer>> runs) {
    TreeMap<Long, Integer> offsets = new TreeMap<>();
    long previous = -1;
    for (Run<Integer> run : runs) {
      assertThat(run.first()).isGreaterThan(previous).isLessThanOrEqualTo(run.last());
      previous = run.last();
      for (long offset = run.first(); offset <= run.last(); offset++) {
        offsets.put(offset, run.value());
      }
    }
    return offsets;
  }
}
