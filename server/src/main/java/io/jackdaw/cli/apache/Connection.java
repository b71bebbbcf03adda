package io.jackdaw.cli.apache;

import io.jackdaw.cli.kafka.ClientProperties;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a tool finds its broker: {@code --bootstrap-server}, or what older versions had in its place.
 */
final class Connection {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "REQUIRED: the server(s) to connect to.")
  @Nullable String bootstrapServer;

  @Option(
      names = "--broker-list",
      paramLabel = "HOST:PORT",
      description = "The older name of --bootstrap-server.")
  @Nullable String brokerList;

  @Option(
      names = "--zookeeper",
      paramLabel = "HOST:PORT",
      description =
          "Finds the brokers through the coordination service's /brokers/ids; a chroot may follow"
              + " the address.")
  @Nullable String zookeeper;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Property file with configs for the client.")
  @Nullable Path commandConfig;

  /** Where the brokers are; looks them up if only {@code --zookeeper} was given. */
  String bootstrapServers() {
    if (bootstrapServer != null) {
      return bootstrapServer;
    }
    if (brokerList != null) {
      return brokerList;
    }
    if (zookeeper != null) {
      return new RegisteredBrokers(zookeeper, Clock.system()).bootstrapServers();
    }
    throw new Failure(
        "--bootstrap-server must be specified", "For example --bootstrap-server localhost:9092.");
  }

  Properties properties() {
    Properties properties =
        commandConfig == null ? new Properties() : ClientProperties.load(commandConfig);
    properties.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    return properties;
  }

  Admin admin() {
    return Admin.create(properties());
  }
}
