package io.jackdaw.examples;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the topic {@code test} in the group {@code test-group} and prints each record, until
 * Ctrl-C. Start it twice: the partitions are shared between both.
 *
 * <p>From the unpacked distribution:
 *
 * <pre>java -cp 'libs/*' examples/io/jackdaw/examples/SimpleConsumer.java</pre>
 *
 * <p>or from a checkout:
 *
 * <pre>mvn -q -pl examples compile exec:java -Dexec.mainClass=io.jackdaw.examples.SimpleConsumer
 * </pre>
 */
public final class SimpleConsumer {
  private SimpleConsumer() {}

  /**
   * @param args the broker's address; {@code localhost:9092} if absent
   */
  public static void main(String[] args) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", args.length > 0 ? args[0] : "localhost:9092");
    properties.put("group.id", "test-group");
    properties.put("auto.offset.reset", "earliest");
    properties.put("key.deserializer", StringDeserializer.class.getName());
    properties.put("value.deserializer", StringDeserializer.class.getName());

    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
      consumer.subscribe(List.of("test"));
      while (true) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          System.out.printf(
              "offset = %d, key = %s, value = %s%n", record.offset(), record.key(), record.value());
        }
      }
    }
  }
}
