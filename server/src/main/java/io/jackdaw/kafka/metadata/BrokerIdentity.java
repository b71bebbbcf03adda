package io.jackdaw.kafka.metadata;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigException;

/**
 * Who this broker is: what {@code broker.id}, the {@code meta.properties} of its log directories
 * and the cluster say must agree.
 */
public final class BrokerIdentity {
  private BrokerIdentity() {}

  /**
   * The broker id of the configuration or of the log directories; −1 when one must be generated.
   *
   * @param configuredId −1 when not configured
   * @param metaProperties of each log directory; empty for a new one
   * @throws ConfigException if a directory belongs to another cluster or broker, saying what to do
   */
  public static int agree(
      int configuredId, String clusterId, Map<Path, Map<String, String>> metaProperties) {
    TreeSet<Integer> ids = new TreeSet<>();
    metaProperties.forEach(
        (directory, properties) -> {
          String cluster = properties.get("cluster.id");
          if (cluster != null && !cluster.equals(clusterId)) {
            throw new ConfigException(
                ("The data in %s belongs to cluster %s, but the coordination service has cluster"
                        + " %s. Correct zookeeper.connect or log.dirs; to give this data to the"
                        + " new cluster, delete %s first.")
                    .formatted(
                        directory, cluster, clusterId, directory.resolve("meta.properties")));
          }
          String id = properties.getOrDefault("broker.id", properties.get("node.id"));
          if (id != null) {
            ids.add(Integer.parseInt(id.trim()));
          }
        });
    if (configuredId >= 0) {
      ids.add(configuredId);
    }
    if (ids.size() > 1) {
      throw new ConfigException(
          ("broker.id and the meta.properties in log.dirs disagree: %s. Set broker.id to the id"
                  + " of the data, or use other directories.")
              .formatted(ids));
    }
    return ids.isEmpty() ? -1 : ids.getFirst();
  }

  /** What each log directory's {@code meta.properties} must say, other keys kept. */
  public static Map<String, String> metaProperties(
      Map<String, String> before, int brokerId, String clusterId) {
    Map<String, String> properties = new HashMap<>(before);
    properties.putIfAbsent("version", "0");
    if (!properties.containsKey("node.id")) {
      properties.put("broker.id", Integer.toString(brokerId));
    }
    properties.put("cluster.id", clusterId);
    return properties;
  }

  /** A broker id that nobody had before, greater than {@code reservedMax}. */
  public static CompletionStage<Integer> generate(ZookeeperClient client, int reservedMax) {
    return client
        .write(new ZnodeWrite.Write(Znodes.SEQUENCE_ID, new byte[0], ZnodeWrite.ANY_VERSION))
        .thenApply(
            reply -> {
              if (!reply.ok()) {
                throw new ZookeeperUnavailableException(
                    "Cannot generate a broker id from %s: %s"
                        .formatted(Znodes.SEQUENCE_ID, reply.code()));
              }
              return reservedMax + reply.written().getFirst().version();
            });
  }
}
