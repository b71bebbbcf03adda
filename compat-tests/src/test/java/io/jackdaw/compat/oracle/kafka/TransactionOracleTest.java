package io.jackdaw.compat.oracle.kafka;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs of transactions on Apache Kafka 4.3.1 and on ours: every answer must be the same.
 *
 * <p>{@code -Djackdaw.oracle.transactions.seeds=1000-1299} chooses other seeds than the usual ones.
 */
class TransactionOracleTest {
  private static final int LENGTH = 100;
  private static final List<Long> USUAL_SEEDS = List.of(1L, 2L, 3L, 4L);
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
    for (long seed : seeds()) {
      oracle
          .firstDifference(Generator.transactions(seed, LENGTH))
          .map(new Shrinker(oracle::firstDifference)::shrunk)
          .ifPresent(least -> fail(least + "after\n" + least.program()));
    }
  }

  private static List<Long> seeds() {
    String given = System.getProperty("jackdaw.oracle.transactions.seeds");
    if (given == null) {
      return USUAL_SEEDS;
    }
    String[] range = given.split("-");
    return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]))
        .boxed()
        .toList();
  }
}
