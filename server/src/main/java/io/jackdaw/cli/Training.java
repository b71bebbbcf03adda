package io.jackdaw.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What the commands do first, done once against a running server while the AOT caches are made.
 * What both sides load and run here starts fast later.
 */
@Command(name = "train", hidden = true)
final class Training implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BROKER")
  String broker = "";

  @Parameters(index = "1", paramLabel = "ZOOKEEPER")
  String zookeeper = "";

  @Parameters(index = "2", paramLabel = "DIR")
  String directory = "";

  @Override
  public Integer call() {
    PrintStream out = System.out;
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      System.setOut(nowhere);
      int failed = 0;
      for (String[] each :
          new String[][] {
            {"status", "--data", directory},
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
