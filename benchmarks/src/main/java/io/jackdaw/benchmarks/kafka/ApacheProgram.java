package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Workplace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Apache Kafka's own load programs, each in a process of its own. */
record ApacheProgram(Workplace place, Map<String, Object> clientSettings) {
  private static final Pattern PRODUCED =
      Pattern.compile("(\\d+) records sent, ([\\d.]+) records/sec.*?ms 99th");
  private static final int CONSUMED_FIELDS = 10;

  /** Records per second, as {@code kafka-producer-perf-test} counts them. */
  double produce(String topic, long records, int bytes, List<String> settings)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--topic", topic, "--num-records", Long.toString(records)));
    arguments.addAll(List.of("--record-size", Integer.toString(bytes), "--throughput", "-1"));
    arguments.add("--producer-props");
    clientSettings.forEach((key, value) -> arguments.add(key + "=" + value));
    arguments.addAll(settings);
    String output = run("org.apache.kafka.tools.ProducerPerformance", arguments);
    double perSecond = 0;
    for (Matcher line = PRODUCED.matcher(output); line.find(); ) {
      perSecond = Double.parseDouble(line.group(2)); // The last line is the sum.
    }
    if (perSecond == 0) {
      throw new IllegalStateException("no result in: " + output);
    }
    return perSecond;
  }

  /** Records per second while fetching, as {@code kafka-consumer-perf-test} counts them. */
  double consume(String topic, long records) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--bootstrap-server", bootstrap(), "--topic", topic));
    arguments.addAll(List.of("--num-records", Long.toString(records)));
    arguments.addAll(List.of("--timeout", "60000", "--hide-header"));
    clientSettings.forEach(
        (key, value) -> arguments.addAll(List.of("--command-property", key + "=" + value)));
    String output = run("org.apache.kafka.tools.ConsumerPerformance", arguments);
    String[] fields =
        output
            .lines()
            .map(line -> line.split(",\\s*"))
            .filter(line -> line.length == CONSUMED_FIELDS)
            .reduce((before, line) -> line)
            .orElseThrow(() -> new IllegalStateException("no result in: " + output));
    if (Long.parseLong(fields[4]) < records) {
      throw new IllegalStateException("consumed only " + fields[4] + ": " + output);
    }
    return Double.parseDouble(fields[9]);
  }

  private String bootstrap() {
    return String.valueOf(clientSettings.get("bootstrap.servers"));
  }

  private String run(String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(place.java(), "-Xmx1g", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", place.peerClassPath("kafka"), mainClass));
    command.addAll(arguments);
    return run(command);
  }

  /** Runs a program to its end and returns what it wrote. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(command + " ended with " + status + ": " + output);
      }
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
