package io.jackdaw.cli;

import io.jackdaw.node.Jackdaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The three ways in which a server starts, one after the other, while the AOT caches are made: the
 * last, {@code jackdaw start}, stays until the process is asked to end, for {@link Training} to
 * use.
 */
@Command(name = "train-server", hidden = true)
final class ServerTraining implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR")
  Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    // A process chooses one destination for its log: the second, which has all that the first has.
    Logging.console();
    Path data = Files.createDirectories(directory.resolve("data"));
    Logging.files(Files.createDirectories(data.resolve("logs")));
    Path zooCfg =
        file(
            "zoo.cfg",
            "tickTime=2000",
            "dataDir=" + directory.resolve("zookeeper"),
            "clientPort=0",
            "clientPortAddress=127.0.0.1",
            "admin.serverPort=0");
    Main.run("zk-server", "status", zooCfg.toString());
    try (Jackdaw coordination = Jackdaw.start(ZkServer.node(zooCfg))) {
      Path serverProperties =
          file(
              "server.properties",
              "zookeeper.connect=" + coordination.connectString(),
              "listeners=PLAINTEXT://127.0.0.1:0",
              "log.dirs=" + directory.resolve("kafka"));
      Jackdaw.start(KafkaServerStart.node(serverProperties, Map.of())).close();
    }
    return Main.run(
        "start", "--data", data.toString(), "--kafka-port", "0", "--zookeeper-port", "0");
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("\n", lines));
  }
}
