package io.jackdaw.kafka.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.net.Admission;
import io.jackdaw.net.Admission.Verdict;
import io.jackdaw.time.FakeClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionQuotasTest {
  private final FakeClock clock = new FakeClock();
  private final Map<String, String> dynamic = new HashMap<>();
  private ClusterImage image = ClusterImage.empty();

  private ConnectionQuotas quotas(Map<String, String> properties) {
    return new ConnectionQuotas(properties, now -> dynamic, QuotaWindows.DEFAULT, clock);
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  @Test
  void oneAddressGetsSoManyAndOthersTheirs() throws UnknownHostException {
    ConnectionQuotas quotas =
        quotas(
            Map.of(
                "max.connections.per.ip", "2", "max.connections.per.ip.overrides", "10.0.0.2:3"));
    Admission guard = quotas.of("PLAINTEXT", false);

    assertThat(guard.opened(address(1))).isEqualTo(Verdict.WELCOME);
    assertThat(guard.opened(address(1))).isEqualTo(Verdict.WELCOME);
    assertThat(guard.opened(address(1))).isEqualTo(Verdict.REFUSED);
    for (int i = 0; i < 3; i++) {
      assertThat(guard.opened(address(2))).isEqualTo(Verdict.WELCOME);
    }
    assertThat(guard.opened(address(2))).isEqualTo(Verdict.REFUSED);
    guard.closed(address(1));
    guard.closed(address(1));
    assertThat(guard.opened(address(1))).isEqualTo(Verdict.WELCOME);
  }

  @Test
  void listenersHaveLimitsOfTheirOwnAndBrokersReachEachOtherBeyondAll()
      throws UnknownHostException {
    ConnectionQuotas quotas =
        quotas(Map.of("max.connections", "2", "listener.name.client.max.connections", "1"));
    Admission clients = quotas.of("CLIENT", false);
    Admission brokers = quotas.of("BROKER", true);

    assertThat(clients.opened(address(1)).welcome()).isTrue();
    assertThat(clients.opened(address(2)).welcome()).isFalse();
    clients.closed(address(2));
    assertThat(brokers.opened(address(3)).welcome()).isTrue();
    assertThat(brokers.opened(address(3)).welcome()).isTrue();
  }

  @Test
  void limitsChangeWhileTheBrokerRuns() throws UnknownHostException {
    ConnectionQuotas quotas = quotas(Map.of());
    Admission guard = quotas.of("PLAINTEXT", false);
    assertThat(guard.opened(address(1)).welcome()).isTrue();

    dynamic.put("max.connections", "1");
    publish(quotas, "users/u", "request_percentage", "1");

    assertThat(guard.opened(address(1)).welcome()).isFalse();
  }

  private void publish(ConnectionQuotas quotas, String path, String key, String value) {
    ClusterImage next = new ClusterImages().entity(path, key, value).build();
    quotas.changed(image, next);
    image = next;
  }

  @Test
  void anAddressThatComesTooOftenIsHungUpOnAfterAWait() throws UnknownHostException {
    ConnectionQuotas quotas = quotas(Map.of());
    Admission guard = quotas.of("PLAINTEXT", false);
    publish(quotas, "ips/10.0.0.1", "connection_creation_rate", "1");

    for (int i = 0; i < 10; i++) {
      assertThat(guard.opened(address(1))).isEqualTo(Verdict.WELCOME);
    }
    assertThat(guard.opened(address(1))).isEqualTo(new Verdict(false, 1_000));
    assertThat(guard.opened(address(2))).isEqualTo(Verdict.WELCOME);
  }

  @Test
  void tooManyAtOnceWaitTheirTurn() throws UnknownHostException {
    Admission guard = quotas(Map.of("max.connection.creation.rate", "1")).of("PLAINTEXT", false);

    for (int i = 0; i < 10; i++) {
      assertThat(guard.opened(address(i))).isEqualTo(Verdict.WELCOME);
    }
    assertThat(guard.opened(address(11))).isEqualTo(new Verdict(true, 1_000));
    clock.advance(20_000);
    assertThat(guard.opened(address(12))).isEqualTo(Verdict.WELCOME);
  }
}
