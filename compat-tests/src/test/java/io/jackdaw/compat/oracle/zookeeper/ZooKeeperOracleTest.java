package io.jackdaw.compat.oracle.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs on Apache ZooKeeper 3.9.5 and on the packaged server: whatever a client is told
 * must be the same.
 *
 * <p>{@code jackdaw.oracle.operations} is how many operations, {@code jackdaw.oracle.seed} the
 * first seed, from which the others are counted up. Where a seed differs, the failure shows a
 * smaller program that does: mend the product, and keep the program among the {@link Regressions}.
 */
class ZooKeeperOracleTest {
  private static final int OPERATIONS = Integer.getInteger("jackdaw.oracle.operations", 10_000);
  private static final long SEED = Long.getLong("jackdaw.oracle.seed", 1);
  private static final int OPERATIONS_OF_A_PROGRAM = 1_000;
  private static final int ENOUGH_DIFFERENCES = 10;
  private static final Duration SHRINKING = Duration.ofSeconds(20);

  private static CoordinationPair servers;

  @BeforeAll
  static void start() {
    servers = CoordinationPair.start();
  }

  @AfterAll
  static void stop() throws Exception {
    servers.close();
  }

  @Test
  void aProgramReadsBackWhatItPrints() {
    Program program = new Generator(SEED).program(OPERATIONS_OF_A_PROGRAM);

    assertThat(Program.read(program.toString())).isEqualTo(program);
  }

  @TestFactory
  Stream<DynamicTest> regressions() {
    return Regressions.all().entrySet().stream()
        .map(
            program ->
                DynamicTest.dynamicTest(
                    program.getKey(),
                    () -> assertThat(servers.comparison().of(program.getValue())).isNull()));
  }

  /** The time is for the long run: nothing here waits for longer than {@link Client} does. */
  @Test
  @Timeout(value = 12, unit = TimeUnit.HOURS)
  void randomProgramsAreToldTheSameByBoth() {
    Comparison comparison = servers.comparison();
    List<String> differences = new ArrayList<>();
    long seed = SEED;
    for (int left = OPERATIONS;
        left > 0 && differences.size() < ENOUGH_DIFFERENCES;
        left -= OPERATIONS_OF_A_PROGRAM) {
      Divergence found = comparison.of(new Generator(seed).program(OPERATIONS_OF_A_PROGRAM));
      if (found != null) {
        differences.add("Seed " + seed + ". " + new Shrinker(comparison, SHRINKING).shrink(found));
      }
      seed++;
    }
    assertThat(differences).isEmpty();
  }
}
