package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Listeners and the limits of their connections. */
final class NetworkKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key(
              "listeners",
              LIST,
              "PLAINTEXT://:9092",
              "Addresses to listen on, as NAME://host:port; an empty host means all"
                  + " interfaces, port 0 picks a free one."),
          key(
              "advertised.listeners",
              LIST,
              null,
              "Addresses that clients are told to use, when they differ from listeners."),
          key(
              "listener.security.protocol.map",
              STRING,
              "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT",
              "Security protocol of each listener name, as NAME:PROTOCOL pairs."),
          key(
              "inter.broker.listener.name",
              STRING,
              null,
              "Listener by which brokers reach each other."),
          key(
                  "security.inter.broker.protocol",
                  STRING,
                  "PLAINTEXT",
                  "Security protocol between brokers, when no listener is named for them.")
              .oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
          key(
                  "socket.request.max.bytes",
                  INT,
                  104_857_600,
                  "A longer request closes its connection.")
              .atLeast(1),
          key(
              "socket.send.buffer.bytes",
              INT,
              -1,
              "Kernel's send buffer of a connection; -1 leaves it to the system, which adapts it."),
          key(
              "socket.receive.buffer.bytes",
              INT,
              -1,
              "Kernel's receive buffer of a connection; -1 leaves it to the system, which adapts"
                  + " it."),
          key("socket.listen.backlog.size", INT, 1024, "Connections that may wait to be accepted.")
              .atLeast(1),
          key(
              "connections.max.idle.ms",
              LONG,
              600_000,
              "A connection that is silent for so long is closed."),
          key("max.connections", INT, Integer.MAX_VALUE, "Connections this broker accepts.")
              .atLeast(0)
              .changeable(),
          key(
                  "max.connection.creation.rate",
                  INT,
                  Integer.MAX_VALUE,
                  "New connections a second; further ones wait.")
              .atLeast(0)
              .changeable(),
          key(
                  "max.connections.per.ip.overrides",
                  STRING,
                  "",
                  "Addresses with another limit of connections, as HOST:COUNT pairs.")
              .checked(NetworkKeys::checkOverrides)
              .changeable(),
          key(
                  "max.connections.per.ip",
                  INT,
                  Integer.MAX_VALUE,
                  "Connections this broker accepts from one address.")
              .atLeast(0)
              .changeable(),
          key(
                  "queued.max.requests",
                  INT,
                  500,
                  "Unanswered requests of one connection above which it is not read.")
              .atLeast(1),
          key(
              "queued.max.request.bytes",
              LONG,
              -1,
              "Bytes of all requests that are being read, above which no further one is begun; -1"
                  + " for no bound."),
          key(
                  "num.network.threads",
                  INT,
                  3,
                  "Accepted for old files; there is one I/O thread for each core.")
              .atLeast(1)
              .changeable(),
          key("num.io.threads", INT, 8, "Accepted for old files; requests run on the I/O threads.")
              .atLeast(1)
              .changeable(),
          key(
                  "max.incremental.fetch.session.cache.slots",
                  INT,
                  1000,
                  "Fetch sessions kept at once.")
              .atLeast(0),
          key(
                  "max.request.partition.size.limit",
                  INT,
                  2000,
                  "Partitions in one answer that describes topics page by page.")
              .atLeast(1),
          key("fetch.max.bytes", INT, 57_671_680, "Upper bound of one fetch answer.")
              .atLeast(1024));

  /** In Apache Kafka's words, which are those of Java. */
  private static void checkOverrides(String key, @Nullable Object value) {
    if (value == null || value.toString().isBlank()) {
      return;
    }
    for (String pair : value.toString().split(",", -1)) {
      int colon = pair.lastIndexOf(':');
      if (colon < 0) {
        throw new ConfigException(
            "Error parsing configuration property '%s': begin 0, end -1, length %d"
                .formatted(key, pair.strip().length()));
      }
      try {
        int _ = Integer.parseInt(pair.substring(colon + 1).strip());
      } catch (NumberFormatException notANumber) {
        throw new ConfigException(notANumber.getMessage());
      }
    }
  }

  private NetworkKeys() {}
}
