package io.jackdaw.cli;

import io.jackdaw.node.Jackdaw;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What the packaged server and its commands do first, done once while the AOT cache is made:
 * starting, a topic, records, a group, znodes, stopping. What is loaded and run here starts fast
 * later.
 */
@Command(name = "train", hidden = true)
final class Training implements Callable<Integer> {
  @Parameters(paramLabel = "DIR")
  Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    try (Jackdaw jackdaw =
            Jackdaw.builder().dataDir(directory).kafkaPort(0).zookeeperPort(0).start();
        PrintStream nowhere =
            new PrintStream(
                OutputStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8)) {
      System.setOut(nowhere);
      String broker = jackdaw.bootstrapServers();
      String zookeeper = jackdaw.connectString();
      int failed = 0;
      for (String[] each :
          new String[][] {
            {"status", "--data", directory.toString()},
            {"topics", "create", "-b", broker, "trained", "--partitions", "2"},
            {"produce", "-b", broker, "trained", "one", "two", "three"},
            {
              "consume",
              "-b",
              broker,
              "trained",
              "-B",
              "-n",
              "3",
              "-g",
              "trainees",
              "--timeout",
              "10"
            },
            {"groups", "list", "-b", broker},
            {"groups", "describe", "-b", broker, "trainees"},
            {"topics", "list", "-b", broker},
            {"topics", "describe", "-b", broker, "trained", "-o", "json"},
            {"configs", "describe", "-b", broker, "topic", "trained", "--all"},
            {"zk", "-s", zookeeper, "create", "/trained", "data"},
            {"zk", "-s", zookeeper, "ls", "-R", "/brokers"},
            {"zk-cli", "-server", zookeeper, "get", "-s", "/trained"},
            {"kafka-topics", "--zookeeper", zookeeper, "--list"},
            {"kafka-topics", "--bootstrap-server", broker, "--describe"},
            {
              "kafka-console-consumer",
              "--bootstrap-server",
              broker,
              "--topic",
              "trained",
              "--partition",
              "0",
              "--offset",
              "earliest",
              "--timeout-ms",
              "100"
            },
            {
              "kafka-consumer-groups",
              "--bootstrap-server",
              broker,
              "--describe",
              "--group",
              "trainees"
            },
            {"topics", "delete", "-b", broker, "trained"},
          }) {
        failed += Main.run(each) == 0 ? 0 : 1;
      }
      System.err.println(failed + " of the training's commands failed");
    } finally {
      System.setOut(out);
    }
    return 0;
  }
}
