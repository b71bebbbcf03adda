package io.jackdaw.zookeeper.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AdminConfigTest {
  @Test
  void servesNothingThatNobodyAskedFor() {
    assertThat(AdminConfig.parse(Map.of("dataDir", "/d")).isEmpty()).isTrue();
    assertThat(AdminConfig.parse(Map.of("admin.enableServer", "false", "admin.serverPort", "1")))
        .matches(AdminConfig::isEmpty);
  }

  @Test
  void hasZooKeepersDefaults() {
    AdminConfig config =
        AdminConfig.parse(
            Map.of(
                "admin.enableServer",
                "true",
                "metricsProvider.className",
                "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider"));

    AdminConfig.Commands commands = Objects.requireNonNull(config.commands());
    assertThat(commands.address()).isEqualTo(new InetSocketAddress("0.0.0.0", 8080));
    assertThat(commands.path()).isEqualTo("/commands");
    assertThat(commands.snapshots()).isTrue();
    assertThat(commands.restores()).isTrue();
    assertThat(commands.rateLimitMs()).isEqualTo(300_000);
    assertThat(config.metrics())
        .isEqualTo(new AdminConfig.Metrics(new InetSocketAddress("0.0.0.0", 7000), true));
  }

  @Test
  void readsEveryKeyWithAndWithoutItsPrefix() {
    AdminConfig config =
        AdminConfig.parse(
            Map.of(
                "zookeeper.admin.serverPort", "0",
                "admin.serverAddress", "127.0.0.1",
                "zookeeper.admin.commandURL", "admin",
                "admin.snapshot.enabled", "false",
                "admin.restore.enabled", "false",
                "admin.rateLimiterIntervalInMS", "7"));

    AdminConfig.Commands commands = Objects.requireNonNull(config.commands());
    assertThat(commands.address()).isEqualTo(new InetSocketAddress("127.0.0.1", 0));
    assertThat(commands.path()).isEqualTo("/admin");
    assertThat(commands.snapshots()).isFalse();
    assertThat(commands.restores()).isFalse();
    assertThat(commands.rateLimitMs()).isEqualTo(7);
  }

  @Test
  void namesTheKeyThatCannotBeObeyed() {
    assertThatThrownBy(() -> AdminConfig.parse(Map.of("admin.serverPort", "http")))
        .hasMessage("admin.serverPort must be between 0 and 65535, was 'http'");
    assertThatThrownBy(
            () -> AdminConfig.parse(Map.of("admin.serverPort", "0", "admin.forceHttps", "true")))
        .hasMessageContaining("admin.forceHttps");
  }
}
