package io.jackdaw.cli.kafka;

import io.jackdaw.time.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads records and prints each until a count is reached, none came for a while, the reader went
 * away or Ctrl-C.
 */
public final class RecordReader {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Properties properties;
  private final Limits limits;
  private final PrintStream out;
  private final Clock clock = Clock.system();

  /**
   * @param maxMessages stop after as many; negative for no limit
   * @param idle stop when none came for as long; a very long duration for no limit
   */
  public record Limits(int maxMessages, Duration idle) {
    public static final Duration FOREVER = Duration.ofDays(36_500);
  }

  public RecordReader(Properties properties, Limits limits, PrintStream out) {
    this.properties = properties;
    this.limits = limits;
    this.out = out;
  }

  /**
   * Blocks until a limit is reached or the process is asked to end; offsets of what was printed are
   * committed if the properties say so.
   *
   * @param start subscribes or assigns
   * @return how many records were printed
   */
  public int read(Consumer<KafkaConsumer<byte[], byte[]>> start, RecordPrinter printer) {
    CountDownLatch closed = new CountDownLatch(1);
    properties.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "console-consumer");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Thread hook = new Thread(() -> endOf(consumer, closed), "consumer-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try (consumer) {
      start.accept(consumer);
      return print(consumer, printer);
    } finally {
      out.flush();
      closed.countDown();
      forget(hook);
    }
  }

  private int print(KafkaConsumer<byte[], byte[]> consumer, RecordPrinter printer) {
    int printed = 0;
    Duration quiet = Duration.ZERO;
    try {
      while (quiet.compareTo(limits.idle()) < 0) {
        Duration patience = limits.idle().minus(quiet);
        long beforeNs = clock.monotonicNs();
        Iterator<ConsumerRecord<byte[], byte[]>> batch =
            consumer.poll(patience.compareTo(POLL) < 0 ? patience : POLL).iterator();
        quiet = batch.hasNext() ? Duration.ZERO : quiet.plusNanos(clock.monotonicNs() - beforeNs);
        while (batch.hasNext()) {
          if (printed == limits.maxMessages()) {
            leaveUnread(consumer, batch);
            return printed;
          }
          printer.print(batch.next(), out);
          printed++;
        }
        if (printed == limits.maxMessages() || out.checkError()) {
          return printed;
        }
      }
    } catch (WakeupException ended) {
      // Ctrl-C or SIGTERM: what was printed counts.
      return printed;
    }
    return printed;
  }

  /** Puts positions back so that offsets of records nobody saw are not committed. */
  private static void leaveUnread(
      KafkaConsumer<byte[], byte[]> consumer, Iterator<ConsumerRecord<byte[], byte[]>> unread) {
    Map<TopicPartition, Long> first = new HashMap<>();
    unread.forEachRemaining(
        record ->
            first.putIfAbsent(
                new TopicPartition(record.topic(), record.partition()), record.offset()));
    first.forEach(consumer::seek);
  }

  private static void endOf(KafkaConsumer<byte[], byte[]> consumer, CountDownLatch closed) {
    consumer.wakeup();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The hook itself waits for us.
      return;
    }
  }

  /** Starts at the beginning, the end or an offset of one partition. */
  public static void seek(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, String offset) {
    consumer.assign(List.of(partition));
    switch (offset) {
      case "earliest" -> consumer.seekToBeginning(List.of(partition));
      case "latest" -> consumer.seekToEnd(List.of(partition));
      default -> consumer.seek(partition, Long.parseLong(offset));
    }
  }
}
