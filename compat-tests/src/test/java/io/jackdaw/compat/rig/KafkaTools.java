package io.jackdaw.compat.rig;

import java.util.stream.Stream;

/** Apache Kafka 4.3.1's command line tools, pointed at one broker. */
public record KafkaTools(String bootstrapServers) {

  public Outcome topics(String... arguments) {
    return run("org.apache.kafka.tools.TopicCommand", arguments);
  }

  public Outcome configs(String... arguments) {
    return run("kafka.admin.ConfigCommand", arguments);
  }

  public Outcome groups(String... arguments) {
    return run("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", arguments);
  }

  public Outcome offsets(String... arguments) {
    return run("org.apache.kafka.tools.GetOffsetShell", arguments);
  }

  public Outcome consume(String... arguments) {
    return run("org.apache.kafka.tools.consumer.ConsoleConsumer", arguments);
  }

  /** Any other tool of the release, by its main class. */
  public Outcome run(String mainClass, String... arguments) {
    return tool(mainClass).run(withAddress(arguments));
  }

  /** The console producer, with {@code input} typed into it. */
  public Outcome produce(String input, String... arguments) {
    return tool("org.apache.kafka.tools.ConsoleProducer")
        .runWithInput(input, withAddress(arguments));
  }

  private static JavaTool tool(String mainClass) {
    return JavaTool.of("kafka-4.3", mainClass);
  }

  private String[] withAddress(String... arguments) {
    return Stream.concat(Stream.of("--bootstrap-server", bootstrapServers), Stream.of(arguments))
        .toArray(String[]::new);
  }
}
