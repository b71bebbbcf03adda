package io.jackdaw.cli.zk;

import io.jackdaw.cli.zk.ZkConnection.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.zookeeper.ZooKeeper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code jackdaw zk [COMMAND…]}: one command on the coordination service, or an interactive shell.
 */
@Command(
    name = "zk",
    description = {
      "Look at and change znodes: one COMMAND, or a shell if there is none.",
      "",
      "  jackdaw zk ls -R /brokers",
      "  jackdaw zk create /app/config 'colour=blue'",
      "  jackdaw zk watch /app --recursive",
      "  jackdaw zk export /app > app.json; jackdaw zk diff /app app.json",
      "  jackdaw zk help"
    })
public final class ZkCommand implements Callable<Integer> {
  @Option(
      names = {"-s", "--server"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:JACKDAW_ZOOKEEPER:-localhost:2181}",
      description = "where the service is (default: ${DEFAULT-VALUE}); a chroot may follow.")
  String server = "";

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "MS",
      description = "session timeout (default: ${DEFAULT-VALUE}).")
  int timeoutMs = 10_000;

  @Parameters(
      paramLabel = "COMMAND",
      description = "a command with its arguments, such as: get -s /path.")
  List<String> command = new ArrayList<>();

  @Override
  public Integer call() {
    try (ZkConnection connection =
        new ZkConnection(new Settings(server, timeoutMs, false, true, false, null))) {
      ZkShell shell = new ZkShell(connection);
      if (command.equals(List.of("help"))) {
        shell.printUsage();
        shell.printOwnUsage();
        return 0;
      }
      connection.open();
      ZooKeeper client = connection.client();
      if (!command.isEmpty() && SubtreeCommands.knows(command.getFirst()) && client != null) {
        connection.printWatches(false);
        return new SubtreeCommands(client, System.out).run(command);
      }
      if (!command.isEmpty()) {
        return shell.run(command);
      }
      new ZkPrompt(shell, connection).run();
      return shell.exitCode();
    }
  }
}
