package io.jackdaw.cli.kafka;

import java.io.PrintStream;
import java.util.Iterator;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records until there are no more, and waits until the broker has acknowledged each. */
public final class RecordSender {
  private final Properties properties;
  private final PrintStream err;

  public RecordSender(Properties properties, PrintStream err) {
    this.properties = new Properties();
    this.properties.putAll(properties);
    this.properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "console-producer");
    this.err = err;
  }

  /**
   * Blocks until everything is sent and acknowledged.
   *
   * @param oneByOne wait for the acknowledgement of each record before sending the next
   * @return how many were acknowledged and how many failed; each failure is also a line on standard
   *     error
   */
  public Sent send(Iterator<ProducerRecord<byte[], byte[]>> records, boolean oneByOne) {
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      while (records.hasNext()) {
        var acknowledgement =
            producer.send(
                records.next(),
                (metadata, failure) -> {
                  (failure == null ? sent : failed).incrementAndGet();
                  if (failure != null) {
                    err.println("error: a record was not stored: " + failure.getMessage());
                  }
                });
        if (oneByOne) {
          acknowledgement.get();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // Counted and shown by the callback above.
      return new Sent(sent.get(), failed.get());
    }
    return new Sent(sent.get(), failed.get());
  }

  /** Counts of records that the broker acknowledged, and that it or the client gave up on. */
  public record Sent(int acknowledged, int failed) {}
}
