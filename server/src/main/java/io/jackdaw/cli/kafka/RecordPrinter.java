package io.jackdaw.cli.kafka;

import java.io.PrintStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Shows one record. Called from the consuming thread. */
@FunctionalInterface
public interface RecordPrinter {
  void print(ConsumerRecord<byte[], byte[]> record, PrintStream out);
}
