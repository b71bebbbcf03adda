package io.jackdaw.compat.oracle.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random programs of members of consumer groups (KIP-848) on Apache Kafka 4.3.1 and on ours: every
 * answer must be the same, epochs and assignments too.
 *
 * <p>Runs when {@code -Djackdaw.oracle.consumers.seeds=1-100} says for which seeds.
 */
@EnabledIfSystemProperty(named = "jackdaw.oracle.consumers.seeds", matches = ".+")
class ConsumerGroupOracleTest {
  private static final int LENGTH = 100;
  private static Oracle oracle;

  @BeforeAll
  static void startBoth() {
    oracle = Oracle.start();
  }

  @AfterAll
  static void stopBoth() {
    oracle.close();
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.HOURS)
  void membersAreAnsweredAsByApache() {
    assertThat(
            oracle.differences("jackdaw.oracle.consumers.seeds", ConsumerGroupOracleTest::program))
        .isEmpty();
  }

  /** The same program each time for the same seed. */
  static Program program(long seed) {
    Dice dice = new Dice(seed);
    Draft draft = new Draft(dice);
    TopicSteps topics = new TopicSteps(dice, draft);
    ConsumerSteps consumers = new ConsumerSteps(dice, draft);
    List<Supplier<Step>> kinds = new ArrayList<>();
    add(kinds, 8, consumers::join);
    add(kinds, 16, consumers::heartbeat);
    add(kinds, 3, consumers::leave);
    add(kinds, 4, consumers::describe);
    add(kinds, 1, consumers::list);
    add(kinds, 1, consumers::delete);
    add(kinds, 4, consumers::commit);
    add(kinds, 3, consumers::fetch);
    add(kinds, 1, () -> topics.plain("b"));
    add(kinds, 1, topics::grow);
    add(kinds, 1, topics::delete);
    List<Step> steps = new ArrayList<>();
    steps.add(topics.plain("a"));
    while (steps.size() < LENGTH) {
      steps.add(dice.of(kinds).get());
    }
    return new Program(seed, steps);
  }

  private static void add(List<Supplier<Step>> kinds, int weight, Supplier<Step> step) {
    for (int times = 0; times < weight; times++) {
      kinds.add(step);
    }
  }
}
