package io.jackdaw.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Apache Kafka's own load programs, each in a process of its own. */
record KafkaProgram(Workplace place) {
  private static final Pattern PRODUCED =
      Pattern.compile(
          "(\\d+) records sent, ([\\d.]+) records/sec.*?([\\d.]+) ms avg latency, "
              + "([\\d.]+) ms max latency, (\\d+) ms 50th, (\\d+) ms 95th, (\\d+) ms 99th");

  private static final int CONSUMED_FIELDS = 10;

  /** What {@code kafka-producer-perf-test} says of a run. */
  record Produced(long records, double perSecond, double p50Ms, double p99Ms) {}

  void createTopic(String bootstrap, String topic, int partitions) throws Exception {
    run(
        "org.apache.kafka.tools.TopicCommand",
        List.of(
            "--bootstrap-server",
            bootstrap,
            "--create",
            "--topic",
            topic,
            "--partitions",
            Integer.toString(partitions),
            "--replication-factor",
            "1"));
  }

  Produced produce(
      String bootstrap,
      String topic,
      long records,
      int bytes,
      long perSecond,
      List<String> settings)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--topic",
                topic,
                "--num-records",
                Long.toString(records),
                "--record-size",
                Integer.toString(bytes),
                "--throughput",
                Long.toString(perSecond),
                "--producer-props",
                "bootstrap.servers=" + bootstrap));
    arguments.addAll(settings);
    String output = run("org.apache.kafka.tools.ProducerPerformance", arguments);
    Matcher last = null;
    for (Matcher line = PRODUCED.matcher(output); line.find(); ) {
      last = PRODUCED.matcher(line.group());
    }
    if (last == null || !last.find()) {
      throw new IllegalStateException("no result in: " + output);
    }
    return new Produced(
        Long.parseLong(last.group(1)),
        Double.parseDouble(last.group(2)),
        Double.parseDouble(last.group(5)),
        Double.parseDouble(last.group(7)));
  }

  /** Records per second while fetching, as {@code kafka-consumer-perf-test} counts them. */
  double consume(String bootstrap, String topic, long records) throws Exception {
    String output =
        run(
            "org.apache.kafka.tools.ConsumerPerformance",
            List.of(
                "--bootstrap-server",
                bootstrap,
                "--topic",
                topic,
                "--num-records",
                Long.toString(records),
                "--timeout",
                "60000",
                "--hide-header"));
    String[] fields =
        output
            .lines()
            .map(line -> line.split(",\\s*"))
            .filter(line -> line.length == CONSUMED_FIELDS)
            .reduce((before, line) -> line)
            .orElseThrow(() -> new IllegalStateException("no result in: " + output));
    long consumed = Long.parseLong(fields[4]);
    if (consumed < records) {
      throw new IllegalStateException("consumed only " + consumed + ": " + output);
    }
    return Double.parseDouble(fields[9]);
  }

  private String run(String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                place.java(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                place.peerClassPath("kafka"),
                mainClass));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException(mainClass + " ended with " + status + ": " + output);
    }
    return output;
  }
}
