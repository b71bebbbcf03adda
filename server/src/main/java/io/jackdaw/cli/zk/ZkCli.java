package io.jackdaw.cli.zk;

import io.jackdaw.cli.zk.ZkConnection.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code zkCli.sh}: Apache ZooKeeper's shell, with its flags and what it prints about the
 * connection.
 */
@Command(name = "zk-cli", hidden = true)
public final class ZkCli implements Callable<Integer> {
  @Option(names = "-server", paramLabel = "host:port")
  String server = "localhost:2181";

  @Option(names = "-timeout", paramLabel = "ms")
  int timeoutMs = 30_000;

  @Option(names = "-r", description = "read-only mode is enough")
  boolean readOnly;

  @Option(names = "-waitforconnection", description = "connect before running a command")
  boolean waitForConnection;

  @Option(names = "-client-configuration", paramLabel = "properties-file")
  @Nullable Path clientConfiguration;

  @Parameters(paramLabel = "cmd args")
  List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    System.out.println("Connecting to " + server);
    Settings settings =
        new Settings(server, timeoutMs, readOnly, waitForConnection, true, clientConfiguration);
    try (ZkConnection connection = new ZkConnection(settings)) {
      connection.open();
      ZkShell shell = new ZkShell(connection);
      if (!command.isEmpty()) {
        int exitCode = shell.run(command);
        connection.printWatches(false);
        return exitCode;
      }
      System.out.println("Welcome to ZooKeeper!");
      new ZkPrompt(shell, connection).run();
      return shell.exitCode();
    }
  }
}
