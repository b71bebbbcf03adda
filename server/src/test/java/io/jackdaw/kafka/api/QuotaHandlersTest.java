package io.jackdaw.kafka.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.wire.ApiClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntityData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.OpData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits of clients as clients set and see them, in every version. */
class QuotaHandlersTest {
  private static AdminBroker admin;
  private ApiClient client;

  @BeforeAll
  static void start() {
    admin =
        new AdminBroker(
            it ->
                List.of(
                    new DescribeClientQuotasHandler(it.broker.follower),
                    new AlterClientQuotasHandler(it.broker.znodeConfigs, it.lookups),
                    new CreateTopicsHandler(
                        it.broker.topics, it.broker.follower, it.broker.configs, it.quotas)));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void connect() throws IOException {
    client = admin.client();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  static IntStream versions() {
    return IntStream.rangeClosed(
        ApiKeys.ALTER_CLIENT_QUOTAS.oldestVersion(), ApiKeys.ALTER_CLIENT_QUOTAS.latestVersion());
  }

  /** Entity as {@code user=u;client-id=c}, {@code ~} for the default; {@code key=x} removes. */
  private AlterClientQuotasResponseData.EntryData alter(int version, String entity, String... ops)
      throws IOException {
    AlterClientQuotasRequestData.EntryData entry = new AlterClientQuotasRequestData.EntryData();
    for (String part : entity.split(";")) {
      String[] pair = part.split("=", 2);
      entry
          .entity()
          .add(
              new EntityData()
                  .setEntityType(pair[0])
                  .setEntityName(pair[1].equals("~") ? null : pair[1]));
    }
    for (String op : ops) {
      String[] pair = op.split("=", 2);
      boolean remove = pair[1].equals("x");
      entry
          .ops()
          .add(
              new OpData()
                  .setKey(pair[0])
                  .setRemove(remove)
                  .setValue(remove ? 0 : Double.parseDouble(pair[1])));
    }
    AlterClientQuotasResponseData response =
        client.ask(new AlterClientQuotasRequestData().setEntries(List.of(entry)), version);
    return response.entries().getFirst();
  }

  private List<String> described(int version, boolean strict, ComponentData... components)
      throws IOException {
    DescribeClientQuotasResponseData response =
        client.ask(
            new DescribeClientQuotasRequestData()
                .setStrict(strict)
                .setComponents(Arrays.asList(components)),
            version);
    assertThat(response.errorCode()).isZero();
    return response.entries().stream()
        .map(
            entry ->
                entry.entity().stream().map(it -> it.entityType() + "=" + it.entityName()).toList()
                    + " "
                    + entry.values().stream().map(it -> it.key() + "=" + it.value()).toList())
        .toList();
  }

  private static ComponentData component(String type, int match, String name) {
    return new ComponentData().setEntityType(type).setMatchType((byte) match).setMatch(name);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void limitsAreSetSeenAndRemoved(int version) throws IOException {
    assertThat(alter(version, "user=we ird", "producer_byte_rate=1000").errorCode()).isZero();
    assertThat(alter(version, "user=we ird;client-id=c", "request_percentage=2.5").errorCode())
        .isZero();
    assertThat(alter(version, "client-id=~", "consumer_byte_rate=7").errorCode()).isZero();

    assertThat(admin.broker.text("/config/users/we%20ird"))
        .isEqualTo("{\"version\":1,\"config\":{\"producer_byte_rate\":\"1000\"}}");
    assertThat(admin.broker.text("/config/users/we%20ird/clients/c")).contains("\"2.5\"");
    assertThat(described(version, false))
        .containsExactly(
            "[client-id=c, user=we ird] [request_percentage=2.5]",
            "[client-id=null] [consumer_byte_rate=7.0]",
            "[user=we ird] [producer_byte_rate=1000.0]");
    assertThat(described(version, false, component("user", 0, "we ird"))).hasSize(2);
    assertThat(described(version, true, component("user", 0, "we ird"))).hasSize(1);
    assertThat(described(version, true, component("client-id", 1, null))).hasSize(1);
    assertThat(described(version, false, component("client-id", 2, null))).hasSize(2);
    assertThat(described(version, false, component("ip", 2, null))).isEmpty();

    alter(version, "user=we ird", "producer_byte_rate=x");
    alter(version, "user=we ird;client-id=c", "request_percentage=x");
    alter(version, "client-id=~", "consumer_byte_rate=x");
    assertThat(described(version, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ip=127.0.0.9         | producer_byte_rate=10        | Invalid configuration key producer_byte_rate
          user=bob             | connection_creation_rate=10  | Invalid configuration key connection_creation_rate
          user=bob             | bogus=1                      | Invalid configuration key bogus
          user=bob             | producer_byte_rate=0         | Quota producer_byte_rate must be greater than 0
          user=bob             | producer_byte_rate=0.5       | producer_byte_rate cannot be a fractional value.
          user=bob             | producer_byte_rate=1e300     | Proposed value for producer_byte_rate is too large for a LONG.
          user=                | producer_byte_rate=10        | Empty user not supported
          what=x               | producer_byte_rate=10        | Unhandled client quota entity type: what
          ip=1.2.3.4;user=x    | producer_byte_rate=10        | Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId
          ip=nonsense..host    | connection_creation_rate=10  | nonsense..host is not a valid IP or resolvable host.
          """)
  void limitsThatCannotBeAreRefused(String entity, String op, String message) throws IOException {
    assertThat(alter(1, entity, op))
        .satisfies(
            answer -> {
              assertThat(answer.errorMessage()).isEqualTo(message);
              assertThat(answer.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
            });
  }

  @Test
  void filtersThatMakeNoSenseAreRefused() throws IOException {
    DescribeClientQuotasResponseData response =
        client.ask(
            new DescribeClientQuotasRequestData()
                .setComponents(List.of(component("user", 0, null))),
            1);

    assertThat(response.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    assertThat(response.errorMessage())
        .isEqualTo("Request specified MATCH_TYPE_EXACT, but set match string to null.");
    assertThat(response.entries()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"2", "5", "6", "7"})
  void whoCreatesTooManyPartitionsIsRefusedOrWaits(int version) throws IOException {
    alter(1, "client-id=test", "controller_mutation_rate=0.5");
    try {
      admin.quotas.mutations("ANONYMOUS", "test", false).take(100);
      CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(20_000);
      request
          .topics()
          .add(
              new CreatableTopic()
                  .setName("limited-" + version)
                  .setNumPartitions(1)
                  .setReplicationFactor((short) 1));

      CreateTopicsResponseData response = client.ask(request, version);

      boolean strict = version >= 6;
      assertThat(response.topics().iterator().next().errorCode())
          .isEqualTo((strict ? Errors.THROTTLING_QUOTA_EXCEEDED : Errors.NONE).code());
      assertThat(response.throttleTimeMs()).isPositive();
      assertThat(admin.broker.image().topic("limited-" + version) == null).isEqualTo(strict);
    } finally {
      try (ApiClient other = admin.client()) {
        client.close();
        client = other;
        alter(1, "client-id=test", "controller_mutation_rate=x");
      }
      client = admin.client();
    }
  }
}
