package io.jackdaw.compat.oracle.kafka;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.JackdawProcess;
import java.util.Map;

/** A running broker that programs are run on, one after the other. */
interface Target extends AutoCloseable {
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
    ApacheKraftKafka server = ApacheKraftKafka.fresh();
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
    JackdawProcess server =
        JackdawProcess.fresh(
            "oracle",
            Map.of(
                "broker.id", "0",
                "log.retention.ms", "-1",
                "auto.create.topics.enable", "false",
                "offsets.topic.num.partitions", "2",
                "log.index.size.max.bytes", "1048576"));
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
