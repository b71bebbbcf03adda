package io.jackdaw.compat.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.Cables;
import io.jackdaw.compat.rig.Namespaces;
import io.jackdaw.compat.rig.Network;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three and five servers of one coordination service under faults from a seed, with clients at work
 * that know all of them, and every promise checked in the end.
 *
 * <p>{@code -Djackdaw.torture.ensemble.minutes=30} makes it the long run, half of it each, {@code
 * -Djackdaw.torture.seed=N} draws other faults at other moments, {@code
 * -Djackdaw.torture.network=cables} or {@code namespaces} chooses what is between the servers.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class EnsembleTortureTest {
  private static final Duration EACH =
      Duration.ofMinutes(Integer.getInteger("jackdaw.torture.ensemble.minutes", 0)).dividedBy(2);
  private static final long SEED = Long.getLong("jackdaw.torture.seed", 20261125L);
  private static final String NETWORK = System.getProperty("jackdaw.torture.network", "");
  private static final int SHORT_STORMS = 2;

  /** Every kind of fault; on the loopback unless it is the long run. */
  @Test
  void threeServersKeepEveryPromise() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Network network = EACH.isZero() && NETWORK.isEmpty() ? Cables.between(3) : network(3);
    try (EnsembleTortureRun run = EnsembleTortureRun.begin(network, 3, random.split())) {
      for (Storm storm : Storm.each(random)) {
        run.suffer(storm);
      }
      sufferMore(run, random);
      assertNothingBroken(run);
    }
  }

  /** Some of all faults, each server in a network namespace of its own where that is allowed. */
  @Test
  void fiveServersKeepEveryPromise() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    try (EnsembleTortureRun run = EnsembleTortureRun.begin(network(5), 5, random.split())) {
      for (int i = 0; i < SHORT_STORMS; i++) {
        run.suffer(Storm.any(random));
      }
      sufferMore(run, random);
      assertNothingBroken(run);
    }
  }

  private static Network network(int size) {
    return switch (NETWORK) {
      case "cables" -> Cables.between(size);
      case "namespaces" -> Namespaces.between(size).orElseThrow();
      case "" -> Namespaces.between(size).orElseGet(() -> Cables.between(size));
      default -> throw new IllegalArgumentException("cables or namespaces, not " + NETWORK);
    };
  }

  private static void sufferMore(EnsembleTortureRun run, SplittableRandom random) {
    long untilNs = System.nanoTime() + EACH.toNanos();
    while (System.nanoTime() < untilNs) {
      run.suffer(Storm.any(random));
    }
  }

  private static void assertNothingBroken(EnsembleTortureRun run) throws Exception {
    List<String> violations = run.finish();
    assertThat(violations).as("seed %d, history %s", SEED, run.history().file()).isEmpty();
  }
}
