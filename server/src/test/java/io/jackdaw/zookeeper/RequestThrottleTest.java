package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RequestThrottleTest {
  @Test
  void whatWaitsGoesOnInTheOrderItCame() {
    RequestThrottle throttle = throttle(Map.of("request_throttle_max_requests", "2"));
    RequestThrottle.Leave first = Objects.requireNonNull(throttle.tryEnter(10));
    RequestThrottle.Leave second = Objects.requireNonNull(throttle.tryEnter(10));
    assertThat(throttle.tryEnter(10)).isNull();
    List<RequestThrottle.Leave> early = new ArrayList<>();
    List<RequestThrottle.Leave> late = new ArrayList<>();
    throttle.await(10, early::add);
    throttle.await(10, late::add);
    assertThat(early).isEmpty();

    first.giveBack();
    first.giveBack();

    assertThat(early).as("given back twice counts once").hasSize(1);
    assertThat(late).isEmpty();
    early.getFirst().giveBack();
    second.giveBack();
    assertThat(late).hasSize(1);
    assertThat(throttle.tryEnter(10)).as("one is under way").isNotNull();
  }

  @Test
  void largeRequestsShareTheirBytes() {
    RequestThrottle throttle =
        throttle(Map.of("largeRequestThreshold", "100", "largeRequestMaxBytes", "250"));
    RequestThrottle.Leave large = Objects.requireNonNull(throttle.tryEnter(200));

    assertThat(throttle.isTooLarge(100)).as("not a large one").isFalse();
    assertThat(throttle.isTooLarge(101)).isTrue();
    large.giveBack();
    assertThat(throttle.isTooLarge(101)).isFalse();
  }

  @Test
  void whoWaitedForTooLongIsRefused() {
    RequestThrottle throttle = throttle(Map.of("throttled_op_wait_time", "50"));

    assertThat(throttle.refuses(50)).isFalse();
    assertThat(throttle.refuses(51)).isTrue();
    assertThat(throttle(Map.of()).refuses(Long.MAX_VALUE)).isFalse();
  }

  private static RequestThrottle throttle(Map<String, String> keys) {
    return new RequestThrottle(RequestThrottle.Settings.parse(new ZooCfg(keys)));
  }
}
