package io.jackdaw.compat;

import io.jackdaw.compat.rig.ApacheKafka;
import io.jackdaw.compat.rig.JackdawBroker;
import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.Server;
import io.jackdaw.compat.rig.ServerProcess;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Either broker on three servers of ours, through a connect string of all of them. */
class BrokersOnEnsembleTest {
  private static final int SERVERS = 3;

  /** The brokers' sessions of four seconds are to outlive an election. */
  private static final int TICK_MS = 1000;

  /** A broker and all the servers it knows. */
  private record Cluster(JackdawEnsemble ensemble, ServerProcess broker) implements Server {
    @Override
    public String bootstrapServers() {
      return broker.address();
    }

    @Override
    public String connectString() {
      return ensemble.connectString();
    }

    @Override
    public void close() {
      broker.close();
      ensemble.close();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void apacheKafkaGoesOnWhenTheLeaderIsKilled() throws Exception {
    survives(ApacheKafka::new);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void jackdawGoesOnWhenTheLeaderIsKilled() throws Exception {
    survives(JackdawBroker::new);
  }

  private static void survives(BiFunction<String, Path, ServerProcess> maker) throws Exception {
    JackdawEnsemble ensemble = JackdawEnsemble.fresh(SERVERS, TICK_MS);
    ServerProcess broker =
        maker.apply(ensemble.connectString(), Places.freshFolder("broker").resolve("logs"));
    try (Cluster cluster = new Cluster(ensemble, broker)) {
      broker.start();
      try (ClusterProgram program = new ClusterProgram(cluster)) {
        program.begin();
        program.goesOn();

        int leader = ensemble.leader();
        ensemble.server(leader).kill();
        program.produceAndRead();
        program.goesOn();

        ensemble.server(leader).start();
        ensemble.awaitService();
        ensemble.deposeLeader();
        program.goesOn();

        broker.kill();
        broker.start();
        program.goesOn();
      }
    }
  }
}
