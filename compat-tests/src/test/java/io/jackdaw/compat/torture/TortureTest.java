package io.jackdaw.compat.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One node under faults from a seed, with clients of both protocols at work all the time, and every
 * promise it made checked in the end.
 *
 * <p>{@code -Djackdaw.torture.kills=200} makes it the long run, {@code -Djackdaw.torture.seed=N}
 * draws other moments; the history is left in {@code target/runs/torture-history-*}.
 */
final class TortureTest {
  private static final int KILLS = Integer.getInteger("jackdaw.torture.kills", 10);
  private static final long SEED = Long.getLong("jackdaw.torture.seed", 20261123L);

  @Test
  @Timeout(value = 4, unit = TimeUnit.HOURS)
  void keepsEveryPromiseThroughKillsStopsAndPauses() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (TortureRun run = TortureRun.begin("torture", random.split())) {
      run.suffer(FaultSchedule.of(random.split(), KILLS));

      List<String> violations = run.finish();

      assertThat(violations).as("seed %d, history %s", SEED, run.history().file()).isEmpty();
    }
  }
}
