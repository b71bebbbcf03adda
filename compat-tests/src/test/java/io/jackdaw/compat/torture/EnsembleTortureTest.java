package io.jackdaw.compat.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three servers of one coordination service under faults from a seed, with clients at work that
 * know all three, and every promise checked in the end.
 *
 * <p>{@code -Djackdaw.torture.ensemble.faults=300} makes it the long run, {@code
 * -Djackdaw.torture.seed=N} draws other moments.
 */
final class EnsembleTortureTest {
  private static final int FAULTS = Integer.getInteger("jackdaw.torture.ensemble.faults", 8);
  private static final long SEED = Long.getLong("jackdaw.torture.seed", 20261125L);

  @Test
  @Timeout(value = 4, unit = TimeUnit.HOURS)
  void keepsEveryPromiseWhileServersComeAndGo() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (EnsembleTortureRun run = EnsembleTortureRun.begin(random.split())) {
      run.suffer(random.split(), FAULTS);

      List<String> violations = run.finish();

      assertThat(violations).as("seed %d, history %s", SEED, run.history().file()).isEmpty();
    }
  }
}
