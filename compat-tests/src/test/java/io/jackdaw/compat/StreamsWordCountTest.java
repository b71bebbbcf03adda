package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kafka Streams 4.3.1's own word count demo, as released. */
class StreamsWordCountTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @Test
  void wordCountRunsToTheRightCounts() throws Exception {
    KafkaTools tools = new KafkaTools(SERVER.bootstrapServers());
    tools.topics("--create", "--topic", "streams-plaintext-input", "--partitions", "2").succeeded();
    tools
        .topics("--create", "--topic", "streams-wordcount-output", "--partitions", "1")
        .succeeded();
    Path folder = Places.freshFolder("streams");
    Path config = folder.resolve("streams.properties");
    Files.writeString(
        config, "bootstrap.servers=" + SERVER.bootstrapServers() + "\nstate.dir=" + folder + "\n");

    JavaTool demo =
        JavaTool.of("streams-4.3", "org.apache.kafka.streams.examples.wordcount.WordCountDemo");
    try (ExternalProcess counting = demo.start(config.toString())) {
      tools
          .produce(
              "the jackdaw is the kafka\nthe kafka in the zoo\nThe Zoo is open\n",
              "--topic",
              "streams-plaintext-input")
          .succeeded();
      await()
          .atMost(90, SECONDS)
          .failFast("the demo ended", () -> !counting.alive())
          .until(() -> endOffset(tools) >= 14);
    }

    Map<String, Long> counts = new TreeMap<>();
    Outcome output =
        tools.consume(
            "--topic",
            "streams-wordcount-output",
            "--from-beginning",
            "--max-messages",
            "14",
            "--formatter-property",
            "print.key=true",
            "--formatter-property",
            "value.deserializer=org.apache.kafka.common.serialization.LongDeserializer");
    for (String line : output.succeeded().lines()) {
      String[] wordAndCount = line.split("\t");
      counts.put(wordAndCount[0], Long.parseLong(wordAndCount[1]));
    }
    assertThat(counts)
        .isEqualTo(
            Map.of(
                "the", 5L, "jackdaw", 1L, "is", 2L, "kafka", 2L, "in", 1L, "zoo", 2L, "open", 1L));
    assertThat(tools.topics("--list").succeeded().out()).contains("-changelog", "-repartition");
  }

  private static long endOffset(KafkaTools tools) {
    String line = tools.offsets("--topic", "streams-wordcount-output").succeeded().lines().get(0);
    return Long.parseLong(line.substring(line.lastIndexOf(':') + 1));
  }
}
