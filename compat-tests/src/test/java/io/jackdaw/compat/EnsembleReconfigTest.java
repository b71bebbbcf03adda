package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Servers of a running ensemble come and go by Apache's {@code zkCli.sh}, and are started anew. */
class EnsembleReconfigTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SUPER =
      "DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU=";

  @Test
  void aNewServerTakesThePlaceOfAnOldOne() {
    try (JackdawEnsemble servers = JackdawEnsemble.fresh(3, 1000, "reconfigEnabled=true", SUPER)) {
      String four = servers.startAnother();
      assertThat(zkCli(servers.server(1), "reconfig -remove 3").everything())
          .contains("Insufficient permission");

      Outcome joined =
          zkCli(
              servers.server(1),
              """
              create /kept data
              addauth digest super:test
              reconfig -add %s -remove 3
              """
                  .formatted(four));
      assertThat(joined.everything())
          .contains("Committed new configuration:", four.replace(";", ":participant;"))
          .doesNotContain("server.3=");

      servers.server(3).terminate();
      for (int id : new int[] {1, 2, 4}) {
        servers.server(id).terminate();
        servers.server(id).start();
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(zkCli(servers.server(4), "get /kept\nconfig").everything())
                      .contains("data", "server.1=", "server.2=", "server.4=", "version=")
                      .doesNotContain("server.3="));
    }
  }

  private static Outcome zkCli(JackdawCoordination server, String script) {
    return JavaTool.of("zookeeper-3.9", "org.apache.zookeeper.ZooKeeperMain")
        .runWithInput(script.strip() + "\nquit\n", "-server", server.address());
  }
}
