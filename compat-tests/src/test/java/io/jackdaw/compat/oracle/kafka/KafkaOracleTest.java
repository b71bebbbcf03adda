package io.jackdaw.compat.oracle.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs on Apache Kafka 4.3.1 and on ours: every answer must be the same.
 *
 * <p>{@code -Djackdaw.oracle.kafka.seeds=1000-1299} chooses other seeds than the usual ones.
 */
class KafkaOracleTest {
  private static final int LENGTH = 125;
  private static final int SHORT = 100;

  /** Each of them differed once. */
  private static final List<Long> USUAL_SEEDS =
      List.of(
          3L, 12L, 18L, 25L, 28L, 38L, 39L, 49L, 51L, 53L, 58L, 61L, 65L, 88L, 100L, 1005L, 1053L,
          1086L, 1142L, 1199L, 2029L, 2085L, 4021L, 4082L);

  /** The same for programs of transactions, and of consumer groups. */
  private static final List<Long> TRANSACTIONS = List.of(3L, 4L, 12L, 15L, 41L);

  private static final List<Long> CONSUMERS = List.of(1L, 9L, 14L, 15L, 17L);

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
  void everyVersionOfApacheThatProgramsUseIsOurs() {
    Map<Short, String> apache = versions(oracle.apache());
    Map<Short, String> ours = versions(oracle.ours());
    for (ApiKeys key : Generator.KEYS) {
      assertThat(includes(ours.get(key.id), apache.get(key.id)))
          .as("%s: Apache's %s, ours %s", key, apache.get(key.id), ours.get(key.id))
          .isTrue();
    }
  }

  @Test
  void keysOfRunningBrokersAreTakenAndRefusedAsByApache() throws Exception {
    Map<String, String> apache = DynamicBrokerKeys.answers(oracle.apache().port());
    assertThat(apache).hasSizeGreaterThan(400).containsValue("taken");
    assertThat(
            DynamicBrokerKeys.differences(apache, DynamicBrokerKeys.answers(oracle.ours().port())))
        .isEmpty();
  }

  @Test
  @Timeout(value = 8, unit = TimeUnit.HOURS)
  void randomProgramsAreAnsweredAsByApache() {
    List<String> differences = new ArrayList<>();
    for (long seed : seeds()) {
      oracle
          .firstDifference(Generator.program(seed, LENGTH))
          .map(new Shrinker(oracle::firstDifference)::shrunk)
          .map(least -> least + "after\n" + least.program())
          .ifPresent(differences::add);
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void transactionsAreAnsweredAsByApache() {
    CleanSlate.awaitTransactions(oracle.apache());
    CleanSlate.awaitTransactions(oracle.ours());
    assertThat(TRANSACTIONS)
        .allSatisfy(
            seed ->
                assertThat(oracle.firstDifference(Generator.transactions(seed, SHORT))).isEmpty());
  }

  @Test
  void membersOfConsumerGroupsAreAnsweredAsByApache() {
    assertThat(CONSUMERS)
        .allSatisfy(
            seed ->
                assertThat(oracle.firstDifference(ConsumerGroupOracleTest.program(seed)))
                    .isEmpty());
  }

  private static List<Long> seeds() {
    String given = System.getProperty("jackdaw.oracle.kafka.seeds");
    if (given == null) {
      return USUAL_SEEDS;
    }
    String[] range = given.split("-");
    return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]))
        .boxed()
        .toList();
  }

  private static Map<Short, String> versions(Target target) {
    Map<Short, String> versions = new TreeMap<>();
    try (Wire wire = new Wire(target.port())) {
      Struct answer = wire.ask(ApiKeys.API_VERSIONS, (short) 0, new ApiVersionsRequestData());
      assertThat(answer).isNotNull();
      for (Object each : answer.getArray("api_keys")) {
        Struct api = (Struct) each;
        versions.put(
            api.getShort("api_key"),
            api.getShort("min_version") + "-" + api.getShort("max_version"));
      }
    }
    return versions;
  }

  private static boolean includes(String outer, String inner) {
    return outer != null && first(outer) <= first(inner) && last(outer) >= last(inner);
  }

  private static int first(String range) {
    return Integer.parseInt(range.substring(0, range.indexOf('-')));
  }

  private static int last(String range) {
    return Integer.parseInt(range.substring(range.indexOf('-') + 1));
  }
}
