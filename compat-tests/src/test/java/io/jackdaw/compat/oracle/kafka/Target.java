package io.jackdaw.compat.oracle.kafka;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.JackdawProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A running broker that programs are run on, one after the other. */
interface Target extends AutoCloseable {
  /**
   * No log is cleaned while a program runs: what a cleaner has removed depends on when it looked. A
   * marker alone, whose time is now, closes a segment of records that say they are of 1970.
   */
  Map<String, String> NO_CLEANING =
      Map.of("log.cleaner.backoff.ms", Long.toString(Duration.ofDays(1).toMillis()));

  String name();

  int port();

  /** Waits until every request sees what the ones before have changed, where that takes a while. */
  void settle(Wire aside);

  @Override
  void close();

  /**
   * Apache Kafka 4.3.1. Its brokers follow its controller's log: a marker at its end is awaited.
   */
  static Target apache() {
    ApacheKraftKafka server = ApacheKraftKafka.fresh(NO_CLEANING);
    return new Target() {
      private final Marker marker = new Marker();

      @Override
      public String name() {
        return "Apache";
      }

      @Override
      public int port() {
        return server.port();
      }

      @Override
      public void settle(Wire aside) {
        // What reads metadata sees a change before what serves partitions does; once the next
        // change is seen, the one before has reached all.
        marker.awaitNext(aside);
        marker.awaitNext(aside);
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  /** The packaged server with the same settings as Apache's. Its answers are true at once. */
  static Target jackdaw() {
    Map<String, String> settings = new HashMap<>(NO_CLEANING);
    settings.put("broker.id", "0");
    settings.put("log.retention.ms", "-1");
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.num.partitions", "2");
    settings.put("log.index.size.max.bytes", "1048576");
    JackdawProcess server = JackdawProcess.fresh("oracle", settings);
    return new Target() {
      @Override
      public String name() {
        return "Jackdaw";
      }

      @Override
      public int port() {
        return server.kafkaPort();
      }

      @Override
      public void settle(Wire aside) {}

      @Override
      public void close() {
        server.close();
      }
    };
  }
}
