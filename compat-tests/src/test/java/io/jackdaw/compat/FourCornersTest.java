package io.jackdaw.compat;

import io.jackdaw.compat.rig.ApacheKafka;
import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.JackdawBroker;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.ServerPair;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Either coordination service carries either broker, and each half survives the death of itself and
 * of the other: what holds for Apache's two servers holds for every pair with one of ours.
 */
class FourCornersTest {
  /** Sessions last at least two ticks; the brokers ask for four seconds. */
  private static final int TICK_MS = 1000;

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void apacheKafkaOnApacheZooKeeperGoesOnAfterEveryDeath() throws Exception {
    survives(() -> ServerPair.of(ApacheZooKeeper.fresh(TICK_MS), ApacheKafka::new));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void apacheKafkaOnJackdawGoesOnAfterEveryDeath() throws Exception {
    survives(() -> ServerPair.of(JackdawCoordination.fresh(TICK_MS), ApacheKafka::new));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void jackdawOnApacheZooKeeperGoesOnAfterEveryDeath() throws Exception {
    survives(() -> ServerPair.of(ApacheZooKeeper.fresh(TICK_MS), JackdawBroker::new));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void jackdawOnJackdawGoesOnAfterEveryDeath() throws Exception {
    survives(() -> ServerPair.of(JackdawCoordination.fresh(TICK_MS), JackdawBroker::new));
  }

  private static void survives(Supplier<ServerPair> corner) throws Exception {
    try (ServerPair pair = corner.get();
        ClusterProgram program = new ClusterProgram(pair)) {
      program.begin();
      program.goesOn();

      pair.broker().kill();
      pair.broker().start();
      program.goesOn();

      pair.coordination().kill();
      program.produceAndRead();
      pair.coordination().start();
      program.goesOn();

      // The broker stands still until its session has expired.
      pair.broker().pause();
      program.awaitBrokerGone();
      pair.broker().resume();
      program.goesOn();
    }
  }
}
