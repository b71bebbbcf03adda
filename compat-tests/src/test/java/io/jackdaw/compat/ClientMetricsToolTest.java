package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.Distribution;
import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our {@code kafka-client-metrics.sh} beside Apache's, on one server. */
class ClientMetricsToolTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private final KafkaTools tools = new KafkaTools(SERVER.bootstrapServers());

  private String apaches(String arguments) {
    return tools
        .run("org.apache.kafka.tools.ClientMetricsCommand", arguments.split(" "))
        .succeeded()
        .out();
  }

  private static String ours(String arguments) {
    String tool =
        "exec 2>&1; bin/kafka-client-metrics.sh --bootstrap-server %s %s"
            .formatted(SERVER.bootstrapServers(), arguments);
    try (ExternalProcess process =
        ExternalProcess.start(
            "ours",
            Distribution.unpacked(),
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            List.of("bash", "-c", tool))) {
      process.feed("");
      return process.await(Duration.ofSeconds(60)).out();
    }
  }

  @Test
  void subscriptionsAreMadeShownAndDeletedAsByApaches() {
    assertThat(
            ours("--alter --name shop --interval 5000 --metrics a.,b. --match client_id=shop-.*"))
        .contains("Altered client metrics config for shop.");
    for (String question : List.of("--list", "--describe", "--describe --name shop")) {
      assertThat(ours(question)).isEqualTo(apaches(question));
    }
    assertThat(ours("--describe")).contains("interval.ms=5000").contains("match=client_id=shop-.*");
    assertThat(ours("--delete --name shop")).contains("Deleted client metrics config for shop.");
    assertThat(ours("--list")).isBlank();
    assertThat(ours("--alter --interval 5000"))
        .contains("One of --name or --generate-name must be specified with --alter.");
  }
}
