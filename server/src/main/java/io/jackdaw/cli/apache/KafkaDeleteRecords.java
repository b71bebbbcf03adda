package io.jackdaw.cli.apache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kafka-delete-records.sh}: deletes records below an offset of each partition that a JSON
 * file names.
 */
@Command(
    name = "kafka-delete-records",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "This tool helps to delete records of the given partitions down to the specified offset.")
public final class KafkaDeleteRecords implements Callable<Integer> {
  @Mixin Connection connection = new Connection();

  @Option(
      names = "--offset-json-file",
      required = true,
      description =
          "{\"partitions\": [{\"topic\": \"foo\", \"partition\": 1, \"offset\": 1}], \"version\":"
              + " 1}")
  Path offsetJsonFile = Path.of("");

  @Override
  public Integer call() {
    Map<TopicPartition, RecordsToDelete> wanted = read(offsetJsonFile);
    Progress progress = new Progress(System.err);
    try (Admin admin = connection.admin()) {
      System.out.println("Executing records delete operation");
      var result = admin.deleteRecords(wanted);
      System.out.println("Records delete operation completed:");
      result
          .lowWatermarks()
          .forEach(
              (partition, low) -> {
                try {
                  long lowWatermark = progress.await("deleting records", low).lowWatermark();
                  System.out.println(
                      "partition: " + partition + "\tlow_watermark: " + lowWatermark);
                } catch (KafkaException e) {
                  System.out.println("partition: " + partition + "\terror: " + e.getMessage());
                }
              });
      return 0;
    }
  }

  static Map<TopicPartition, RecordsToDelete> read(Path file) {
    Map<TopicPartition, RecordsToDelete> wanted = new LinkedHashMap<>();
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      if (root.path("version").asInt(1) != 1) {
        throw new Failure(
            "Not supported version field value " + root.path("version").asInt(), "Use version 1.");
      }
      for (JsonNode each : root.required("partitions")) {
        TopicPartition partition =
            new TopicPartition(each.required("topic").asText(), each.required("partition").asInt());
        RecordsToDelete before = RecordsToDelete.beforeOffset(each.required("offset").asLong());
        if (wanted.put(partition, before) != null) {
          throw new Failure(
              "Offset json file contains duplicate topic partitions: " + partition, "");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Failure(
          "cannot read " + file + ": " + e.getMessage(), "See --help for its format.", e);
    }
    return wanted;
  }
}
