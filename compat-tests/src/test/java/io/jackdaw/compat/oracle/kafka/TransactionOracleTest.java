package io.jackdaw.compat.oracle.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random programs of transactions on Apache Kafka 4.3.1 and on ours: every answer must be the same.
 *
 * <p>Runs when {@code -Djackdaw.oracle.transactions.seeds=1-100} says for which seeds.
 */
@EnabledIfSystemProperty(named = "jackdaw.oracle.transactions.seeds", matches = ".+")
class TransactionOracleTest {
  private static final int LENGTH = 100;
  private static Oracle oracle;

  @BeforeAll
  static void startBoth() {
    oracle = Oracle.start();
    CleanSlate.awaitTransactions(oracle.apache());
    CleanSlate.awaitTransactions(oracle.ours());
  }

  @AfterAll
  static void stopBoth() {
    oracle.close();
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.HOURS)
  void transactionsAreAnsweredAsByApache() {
    assertThat(
            oracle.differences(
                "jackdaw.oracle.transactions.seeds", seed -> Generator.transactions(seed, LENGTH)))
        .isEmpty();
  }
}
