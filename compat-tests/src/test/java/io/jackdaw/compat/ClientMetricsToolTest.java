package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.OurTool;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.util.List;
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

  private static Outcome ours(String arguments) {
    return new OurTool("kafka-client-metrics.sh")
        .run(("--bootstrap-server " + SERVER.bootstrapServers() + " " + arguments).split(" "));
  }

  @Test
  void subscriptionsAreMadeShownAndDeletedAsByApaches() {
    assertThat(
            ours("--alter --name shop --interval 5000 --metrics a.,b. --match client_id=shop-.*")
                .out())
        .contains("Altered client metrics config for shop.");
    for (String question : List.of("--list", "--describe", "--describe --name shop")) {
      assertThat(ours(question).out()).isEqualTo(apaches(question));
    }
    assertThat(ours("--describe").out())
        .contains("interval.ms=5000")
        .contains("match=client_id=shop-.*");
    assertThat(ours("--delete --name shop").out())
        .contains("Deleted client metrics config for shop.");
    assertThat(ours("--list").out()).isBlank();
    assertThat(ours("--alter --interval 5000").everything())
        .contains("One of --name or --generate-name must be specified with --alter.");
  }
}
