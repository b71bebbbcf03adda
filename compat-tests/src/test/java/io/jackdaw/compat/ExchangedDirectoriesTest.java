package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.RandomHistory.Seen;
import io.jackdaw.compat.rig.ApacheKafka;
import io.jackdaw.compat.rig.JackdawBroker;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.OurTool;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A log directory goes from our broker to Apache Kafka 3.9.1 and back, on the same coordination
 * service, with transactions, compaction and deleted records on both sides: nobody misses anything.
 * The seed is {@code -Djackdaw.exchange.seed}.
 */
class ExchangedDirectoriesTest {
  private static final int TICK_MS = 1000;
  private static final int TRANSACTIONS = 10;

  @Test
  void whatOneBrokerWroteAndCompactedTheOtherReadsAndGoesOnWith() throws Exception {
    RandomHistory history = new RandomHistory(Long.getLong("jackdaw.exchange.seed", 1));
    Path logs = Places.freshFolder("exchanged").resolve("logs");
    try (JackdawCoordination coordination = JackdawCoordination.fresh(TICK_MS)) {
      State ours;
      try (JackdawBroker jackdaw = new JackdawBroker(coordination.address(), logs)) {
        ours = live(jackdaw, history, logs, State.NOTHING);
      }
      dumpsWithoutComplaint(logs);
      State apaches;
      try (ApacheKafka apache = new ApacheKafka(coordination.address(), logs)) {
        apaches = live(apache, history, logs, ours);
      }
      verifies(logs);
      try (JackdawBroker jackdaw = new JackdawBroker(coordination.address(), logs)) {
        live(jackdaw, history, logs, apaches);
      }
      dumpsWithoutComplaint(logs);
    }
  }

  private record State(List<Seen> plain, List<Seen> compacted) {
    static final State NOTHING = new State(List.of(), List.of());

    static State of(KafkaClients clients) {
      return new State(
          RandomHistory.read(clients, RandomHistory.PLAIN),
          RandomHistory.read(clients, RandomHistory.COMPACTED));
    }
  }

  /** Finds what was there before, adds to it, compacts, and stops in order. */
  private static State live(ServerProcess broker, RandomHistory history, Path logs, State before)
      throws Exception {
    broker.start();
    KafkaClients clients = new KafkaClients(broker.address());
    if (before.plain().isEmpty()) {
      history.begin(clients);
    } else {
      State found = State.of(clients);
      assertThat(found.plain()).isEqualTo(before.plain());
      assertThat(RandomHistory.newest(found.compacted()))
          .isEqualTo(RandomHistory.newest(before.compacted()));
      assertThat(before.compacted()).containsAll(found.compacted());
    }
    history.goesOn(clients, TRANSACTIONS);
    RandomHistory.awaitCompaction(clients, logs);
    State after = State.of(clients);
    assertThat(after.compacted()).isNotEmpty();
    broker.terminate();
    return after;
  }

  private static void dumpsWithoutComplaint(Path logs) throws IOException {
    String segments = files(logs, ".log");
    assertThat(segments).as("several segments").contains(",");
    String dump =
        JavaTool.of("kafka-4.3", "org.apache.kafka.tools.DumpLogSegments")
            .run("--deep-iteration", "--files", segments)
            .succeeded()
            .everything();
    assertThat(dump)
        .contains("COMMIT", "ABORT", "isTransactional: true")
        .doesNotContain("isvalid: false")
        .doesNotContainPattern("(?i)exception|invalid bytes|corrupt");
    verifies(logs);
    assertThat(
            JavaTool.of("kafka-4.3", "org.apache.kafka.tools.DumpLogSegments")
                .run("--index-sanity-check", "--files", files(logs, ".index", ".timeindex"))
                .succeeded()
                .everything())
        .contains(" passed sanity check")
        .doesNotContainPattern("(?i)exception|mismatch");
  }

  /** Our own tool finds nothing wrong, whoever wrote last. */
  private static void verifies(Path logs) {
    Outcome outcome = new OurTool("jackdaw").run("log", "verify", logs.toString());
    assertThat(outcome.succeeded().out()).contains(" batches: good");
  }

  private static String files(Path logs, String... suffixes) throws IOException {
    try (Stream<Path> all = Files.walk(logs)) {
      return all.filter(file -> file.toString().contains("/history"))
          .filter(file -> Stream.of(suffixes).anyMatch(file.toString()::endsWith))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(","));
    }
  }
}
