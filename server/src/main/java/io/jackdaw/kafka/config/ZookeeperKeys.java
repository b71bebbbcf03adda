package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;

/** How the coordination service is reached. */
final class ZookeeperKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key(
              "zookeeper.connect",
              STRING,
              null,
              "Servers of the coordination service as host:port,host:port, with the path below"
                  + " which this cluster lives at the end."),
          key(
                  "zookeeper.session.timeout.ms",
                  INT,
                  18_000,
                  "A broker not heard of for so long is taken to be dead.")
              .atLeast(1),
          key(
              "zookeeper.connection.timeout.ms",
              INT,
              null,
              "How long the first connection may take; the session time-out when not given."),
          key(
                  "zookeeper.max.in.flight.requests",
                  INT,
                  10,
                  "Requests sent to the coordination service before an answer is awaited.")
              .atLeast(1));

  private ZookeeperKeys() {}
}
