package io.jackdaw.streams;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * Joins two streams, joins one with a table, and sums by windows of time: whatever the order in
 * which records are read, the last word on each key is the same.
 *
 * <pre>
 *   orders    order → customer amount ─┬─ join within a minute ──▶ paid  order → amount paid
 *   payments  order → paid            ─┘
 *   orders ── join customers (customer → region) ── by region, 10 s ──▶ sums  region@start → sum
 * </pre>
 */
public final class Shop {
  private static final Duration LATE = Duration.ofDays(1);

  private Shop() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Properties config = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
      config.load(in);
    }
    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, String> orders = builder.stream("orders");
    KStream<String, String> payments = builder.stream("payments");
    GlobalKTable<String, String> customers = builder.globalTable("customers");
    orders
        .join(
            payments,
            (order, paid) -> amount(order) + " " + paid,
            JoinWindows.ofTimeDifferenceAndGrace(Duration.ofMinutes(1), LATE),
            StreamJoined.with(Serdes.String(), Serdes.String(), Serdes.String()))
        .to("paid");
    orders
        .join(
            customers,
            (id, order) -> order.split(" ")[0],
            (order, region) -> new KeyValue<>(region, amount(order)))
        .map((id, regionAndAmount) -> regionAndAmount)
        .groupByKey(Grouped.with(Serdes.String(), Serdes.Long()))
        .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(10), LATE))
        .reduce(Long::sum, Materialized.as("sums-by-window"))
        .toStream((window, sum) -> window.key() + "@" + window.window().start())
        .to("sums", Produced.with(Serdes.String(), Serdes.Long()));

    KafkaStreams streams = new KafkaStreams(builder.build(), config);
    CountDownLatch over = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
            over.countDown();
          }
        });
    streams.start();
    over.await();
    streams.close(Duration.ofSeconds(5));
  }

  private static long amount(String order) {
    return Long.parseLong(order.split(" ")[1]);
  }
}
