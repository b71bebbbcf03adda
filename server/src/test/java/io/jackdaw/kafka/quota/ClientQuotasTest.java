package io.jackdaw.kafka.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ConfigImage;
import io.jackdaw.time.FakeClock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.junit.jupiter.api.Test;

class ClientQuotasTest {
  private final FakeClock clock = new FakeClock();
  private final ClientQuotas quotas = new ClientQuotas(QuotaWindows.DEFAULT, clock);
  private ClusterImage image = ClusterImage.empty();

  /** Pairs of path and {@code key=value}. */
  private void limit(String... pairs) {
    Map<String, Map<String, String>> others = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      String[] pair = pairs[i + 1].split("=", 2);
      others.put(pairs[i], Map.of(pair[0], pair[1]));
    }
    ClusterImage next =
        new ClusterImage(
            "",
            0,
            Map.of(),
            Map.of(),
            Map.of(),
            new ConfigImage(Map.of(), Map.of(), Map.of(), others));
    quotas.changed(image, next);
    image = next;
  }

  private double limitOf(String user, String client) {
    QuotaTable table = new QuotaTable(image.configs().others());
    QuotaTable.Limit limit = table.find(QuotaKey.PRODUCER_BYTE_RATE, user, client);
    return limit == null ? 0 : limit.perSecond();
  }

  @Test
  void theNearestOfAllLimitsCounts() {
    String[] paths = {
      "clients/<default>",
      "clients/c",
      "users/<default>",
      "users/<default>/clients/<default>",
      "users/<default>/clients/c",
      "users/u",
      "users/u/clients/<default>",
      "users/u/clients/c"
    };
    for (int there = 1; there <= paths.length; there++) {
      String[] pairs = new String[2 * there];
      for (int i = 0; i < there; i++) {
        pairs[2 * i] = paths[i];
        pairs[2 * i + 1] = "producer_byte_rate=" + (i + 1);
      }
      limit(pairs);
      assertThat(limitOf("u", "c")).as(paths[there - 1]).isEqualTo(there);
    }
    assertThat(limitOf("u", "d")).isEqualTo(7);
    assertThat(limitOf("v", "c")).isEqualTo(5);
    assertThat(limitOf("v", "d")).isEqualTo(4);
  }

  @Test
  void namesMayHaveAnyCharacter() {
    limit(
        "users/we%20ird%2Fn%2Ame",
        "producer_byte_rate=5", "ips/10.0.0.1", "connection_creation_rate=3");

    assertThat(limitOf("we ird/n*me", "c")).isEqualTo(5);
    QuotaTable table = new QuotaTable(image.configs().others());
    assertThat(table.ofAddress("10.0.0.1")).isEqualTo(3.0);
    assertThat(table.ofAddress("10.0.0.2")).isNull();
  }

  @Test
  void nothingIsCountedWhileNobodyIsLimited() {
    assertThat(quotas.any()).isFalse();
    limit("ips/10.0.0.1", "connection_creation_rate=3", "users/u", "SCRAM-SHA-256=x");
    assertThat(quotas.any()).isFalse();
    limit("users/u", "request_percentage=3");
    assertThat(quotas.any()).isTrue();
    limit();
    assertThat(quotas.any()).isFalse();
  }

  @Test
  void whoSendsTooMuchWaitsUntilTheRateIsRight() {
    limit("users/u", "producer_byte_rate=1000");

    assertThat(produce("u", "a", 9_000)).isZero();
    // 12,000 bytes in a window that counts as ten seconds: two seconds too early.
    assertThat(produce("u", "b", 3_000)).isEqualTo(2_000);
    assertThat(produce("v", "b", 1_000_000)).isZero();
    clock.advance(2_000);
    assertThat(produce("u", "a", 0)).as("the window has not moved on").isEqualTo(2_000);
    clock.advance(9_000);
    assertThat(produce("u", "a", 10_000)).isZero();
    assertThat(produce("u", "a", 1_000)).isEqualTo(1_000);
  }

  private int produce(String user, String client, int bytes) {
    return quotas.recordBytes(QuotaKey.PRODUCER_BYTE_RATE, user, client, bytes);
  }

  @Test
  void clientsOfOneUserShareItsLimitUnlessTheyHaveTheirOwn() {
    limit("users/u", "producer_byte_rate=1000", "users/u/clients/own", "producer_byte_rate=1");

    assertThat(produce("u", "a", 10_000)).isZero();
    assertThat(produce("u", "own", 10)).isZero();
    assertThat(produce("u", "b", 1_000)).isPositive();
    assertThat(produce("u", "own", 1)).isPositive();
  }

  @Test
  void timeIsLimitedToAShareOfAThreadAndWaitsAreShort() {
    limit("clients/<default>", "request_percentage=50");

    assertThat(quotas.recordTime("u", "c", 5_000_000_000L)).isZero();
    assertThat(quotas.recordTime("u", "c", 500_000_000L)).isEqualTo(1_000);
  }

  @Test
  void permitsAreKeptForAWhileAndMayBeOwed() {
    limit("users/u", "controller_mutation_rate=2");

    MutationPermits strict = quotas.mutations("u", "c", true);
    strict.take(23);
    assertThatThrownBy(() -> strict.take(1)).isInstanceOf(ThrottlingQuotaExceededException.class);
    assertThat(strict.throttleTimeMs()).isCloseTo(500, within(1));
    clock.advance(500);
    quotas.mutations("u", "c", true).take(1);

    MutationPermits lenient = quotas.mutations("u", "c", false);
    lenient.take(3);
    assertThat(lenient.throttleTimeMs()).isEqualTo(2_000);
    quotas.mutations("v", "c", true).take(1_000);
  }
}
