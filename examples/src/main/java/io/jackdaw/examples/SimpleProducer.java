package io.jackdaw.examples;

import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends ten records, {@code key0 = value0} to {@code key9 = value9}, to the topic {@code test}.
 *
 * <p>With Jackdaw running ({@code bin/jackdaw start}), from the unpacked distribution:
 *
 * <pre>java -cp 'libs/*' examples/io/jackdaw/examples/SimpleProducer.java</pre>
 *
 * <p>or from a checkout:
 *
 * <pre>mvn -q -pl examples compile exec:java -Dexec.mainClass=io.jackdaw.examples.SimpleProducer
 * </pre>
 */
public final class SimpleProducer {
  private SimpleProducer() {}

  /**
   * @param args the broker's address; {@code localhost:9092} if absent
   */
  public static void main(String[] args) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", args.length > 0 ? args[0] : "localhost:9092");
    properties.put("key.serializer", StringSerializer.class.getName());
    properties.put("value.serializer", StringSerializer.class.getName());

    try (Producer<String, String> producer = new KafkaProducer<>(properties)) {
      for (int i = 0; i < 10; i++) {
        producer.send(new ProducerRecord<>("test", "key" + i, "value" + i));
      }
    }
  }
}
