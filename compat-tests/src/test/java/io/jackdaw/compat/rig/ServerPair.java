package io.jackdaw.compat.rig;

import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * A broker on a coordination service, each a process of its own from either maker, that can be
 * killed together or one by one.
 */
public record ServerPair(ServerProcess coordination, ServerProcess broker)
    implements RestartableServer {

  /** Apache Kafka 3.9.1 in ZooKeeper mode on Apache ZooKeeper 3.9.5: the oracle. */
  public static ServerPair apache() {
    return of(ApacheZooKeeper.fresh(), ApacheKafka::new);
  }

  /** Starts a broker of the given maker on a service that runs already. */
  public static ServerPair of(
      ServerProcess coordination, BiFunction<String, Path, ServerProcess> maker) {
    ServerProcess broker =
        maker.apply(coordination.address(), Places.freshFolder("broker").resolve("logs"));
    ServerPair pair = new ServerPair(coordination, broker);
    try {
      broker.start();
      return pair;
    } catch (RuntimeException | AssertionError failure) {
      pair.close();
      throw failure;
    }
  }

  @Override
  public void kill() {
    broker.kill();
    coordination.kill();
  }

  @Override
  public void start() {
    coordination.start();
    broker.start();
  }

  @Override
  public String bootstrapServers() {
    return broker.address();
  }

  @Override
  public String connectString() {
    return coordination.address();
  }

  @Override
  public void close() {
    broker.close();
    coordination.close();
  }
}
