package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionThrottleTest {
  @Test
  void withoutLimitEverybodyComes() {
    assertThat(admitted(throttle(Map.of()), 1000, 0)).isEqualTo(1000);
  }

  @Test
  void soManyComeAtOnceAndThenAsManyAsTheBucketFills() {
    ConnectionThrottle throttle =
        throttle(
            Map.of(
                "connection_throttle_tokens", "5",
                "connection_throttle_fill_time", "100",
                "connection_throttle_fill_count", "2"));

    assertThat(admitted(throttle, 10, 0)).isEqualTo(5);
    assertThat(admitted(throttle, 10, 50)).isZero();
    assertThat(admitted(throttle, 10, 200)).isEqualTo(4);
    assertThat(admitted(throttle, 10, 100_000)).as("no more than the bucket holds").isEqualTo(5);
  }

  @Test
  void whoComesBackTakesLessThanWhoIsNew() {
    ConnectionThrottle throttle =
        throttle(Map.of("connectionMaxTokens", "2", "connection_throttle_weight_enabled", "true"));

    assertThat(throttle.admits(false, 0)).as("3 of 6").isTrue();
    assertThat(throttle.admits(true, 0)).as("2 of 3").isTrue();
    assertThat(throttle.admits(true, 0)).as("2 of 1").isFalse();
  }

  @Test
  void anEmptyBucketMakesMoreAndMoreFailByChanceAndAFullOneFewer() {
    ConnectionThrottle throttle =
        throttle(
            Map.of(
                "connection_throttle_tokens", "1",
                "connection_throttle_fill_time", "1000",
                "connection_throttle_freeze_time", "10",
                "connection_throttle_drop_increase", "0.25",
                "connection_throttle_drop_decrease", "0.5"));
    assertThat(throttle.admits(false, 0)).isTrue();
    for (int ms = 11; ms <= 55; ms += 11) {
      throttle.admits(false, ms);
    }
    assertThat(throttle.dropProbability()).isEqualTo(1);
    assertThat(admitted(throttle, 10, 60)).isZero();

    throttle.admits(false, 100_000);
    assertThat(throttle.dropProbability()).isEqualTo(0.5);
  }

  private static int admitted(ConnectionThrottle throttle, int tries, long nowMs) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += throttle.admits(false, nowMs) ? 1 : 0;
    }
    return admitted;
  }

  private static ConnectionThrottle throttle(Map<String, String> keys) {
    return new ConnectionThrottle(
        ConnectionThrottle.Settings.parse(new ZooCfg(keys)), new Random(1), 0);
  }
}
