package io.jackdaw.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Copies records from one topic to another, each exactly once, until it is killed; started again it
 * goes on from its newest checkpoint. Arguments: address of a broker, the topics, the folder of the
 * checkpoints.
 */
public final class Copy {
  private Copy() {}

  public static void main(String[] args) throws Exception {
    String address = args[0];
    Path checkpoints = Path.of(args[3]);
    Configuration config = new Configuration();
    config.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
    config.setString("execution.checkpointing.interval", "500 ms");
    config.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    config.setString("restart-strategy.type", "fixed-delay");
    config.setString("restart-strategy.fixed-delay.attempts", "1000");
    config.setString("restart-strategy.fixed-delay.delay", "200 ms");
    newest(checkpoints)
        .ifPresent(
            path -> config.setString("execution.state-recovery.path", path.toUri().toString()));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, config);
    KafkaSource<String> source =
        KafkaSource.<String>builder()
            .setBootstrapServers(address)
            .setTopics(args[1])
            .setGroupId("flink")
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new SimpleStringSchema())
            .build();
    KafkaSink<String> sink =
        KafkaSink.<String>builder()
            .setBootstrapServers(address)
            .setRecordSerializer(
                KafkaRecordSerializationSchema.<String>builder()
                    .setTopic(args[2])
                    .setValueSerializationSchema(new SimpleStringSchema())
                    .build())
            .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionalIdPrefix("flink")
            .setProperty("transaction.timeout.ms", "60000")
            .build();
    environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "from")
        .uid("from")
        .sinkTo(sink)
        .uid("to");
    environment.execute("copy");
  }

  /** The newest checkpoint that was written to its end. */
  private static Optional<Path> newest(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, 3)) {
      return all.filter(path -> path.getFileName().toString().equals("_metadata"))
          .max(Comparator.comparingLong(Copy::writtenAt))
          .map(Path::getParent);
    }
  }

  private static long writtenAt(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }
}
