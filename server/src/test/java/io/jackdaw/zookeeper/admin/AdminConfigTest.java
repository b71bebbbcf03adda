package io.jackdaw.zookeeper.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.net.TlsConfig;
import io.jackdaw.security.TlsFiles;
import io.jackdaw.zookeeper.AdminTls;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AdminConfigTest {
  private static AdminConfig parse(Map<String, String> zooCfg) {
    return AdminConfig.parse(zooCfg, AdminTls.parse(zooCfg));
  }

  @Test
  void servesNothingThatNobodyAskedFor() {
    assertThat(parse(Map.of("dataDir", "/d")).isEmpty()).isTrue();
    assertThat(parse(Map.of("admin.enableServer", "false", "admin.serverPort", "1")))
        .matches(AdminConfig::isEmpty);
  }

  @Test
  void hasZooKeepersDefaults() {
    AdminConfig config =
        parse(
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
        parse(
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
  void speaksHttpsWithTheKeysOfServers() {
    AdminConfig config =
        parse(
            Map.of(
                "admin.serverPort", "0",
                "admin.forceHttps", "true",
                "admin.needClientAuth", "true",
                "ssl.quorum.keyStore.location", "/keys.p12",
                "ssl.quorum.trustStore.location", "/trust.p12"));

    TlsFiles tls = Objects.requireNonNull(Objects.requireNonNull(config.commands()).tls());
    assertThat(tls.keys().path()).isEqualTo(Path.of("/keys.p12"));
    assertThat(tls.clientCertificate()).isEqualTo(TlsConfig.ClientCertificate.NEED);
  }

  @Test
  void namesTheKeyThatCannotBeObeyed() {
    assertThatThrownBy(() -> parse(Map.of("admin.serverPort", "http")))
        .hasMessage("admin.serverPort must be between 0 and 65535, was 'http'");
    assertThatThrownBy(() -> parse(Map.of("admin.serverPort", "0", "admin.forceHttps", "true")))
        .hasMessageContaining("admin.forceHttps=true needs ssl.quorum.keyStore.location");
    assertThatThrownBy(
            () -> parse(Map.of("admin.serverPort", "0", "admin.portUnification", "true")))
        .hasMessageContaining("admin.portUnification");
  }
}
