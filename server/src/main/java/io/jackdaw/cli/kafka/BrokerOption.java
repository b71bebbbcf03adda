package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker to talk to, mixed into every command that needs one. */
public final class BrokerOption {
  static final String DEFAULT = "localhost:9092";
  private static final int PROBE_TIMEOUT_MS = 3_000;
  private static final String API_TIMEOUT_MS = "20000";

  @Option(
      names = {"-b", "--bootstrap-server"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:JACKDAW_BOOTSTRAP_SERVER:-" + DEFAULT + "}",
      description =
          "the broker (default: ${DEFAULT-VALUE}); several, separated by commas, are tried in"
              + " turn.")
  String bootstrapServer = DEFAULT;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "further client properties, such as security settings.")
  @Nullable Path commandConfig;

  /**
   * Properties every client of this command needs. Fails at once if nothing listens at any of the
   * addresses.
   */
  public Properties properties() {
    probe();
    Properties properties =
        commandConfig == null ? new Properties() : ClientProperties.load(commandConfig);
    properties.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServer);
    return properties;
  }

  public Admin admin() {
    Properties properties = properties();
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
    properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
    properties.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "jackdaw-cli");
    return Admin.create(properties);
  }

  public String bootstrapServer() {
    return bootstrapServer;
  }

  /** A client would retry a refused connection until its timeout: tell the person now instead. */
  private void probe() {
    String reason = "";
    for (String address : bootstrapServer.split(",")) {
      int colon = address.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        String host = address.substring(0, colon).strip().replace("[", "").replace("]", "");
        int port = Integer.parseInt(address.substring(colon + 1).strip());
        socket.connect(new InetSocketAddress(host, port), PROBE_TIMEOUT_MS);
        return;
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new Failure("not an address: " + address, "Write --bootstrap-server HOST:PORT.", e);
      } catch (IOException e) {
        reason = e.getMessage() == null ? e.toString() : e.getMessage();
      }
    }
    throw new Failure(
        "no broker answers at " + bootstrapServer + " (" + reason + ")",
        "Start one with `jackdaw start`, or name another with --bootstrap-server HOST:PORT.");
  }
}
