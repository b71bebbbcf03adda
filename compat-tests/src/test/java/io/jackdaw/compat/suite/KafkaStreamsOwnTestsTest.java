package io.jackdaw.compat.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheKraftKafka;
import io.jackdaw.compat.rig.JackdawProcess;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Apache Kafka Streams 3.9.1's own integration tests (the last that were published) against our
 * server: all that pass on Apache Kafka 4.3.1 in this setup pass on ours.
 *
 * <p>{@code -Djackdaw.suite.streams=all} runs all classes, or those of one letter range such as
 * {@code A-J}, or a single one; {@code -Djackdaw.suite.streams.server=apache} runs them on Apache's
 * server.
 */
@EnabledIfSystemProperty(named = "jackdaw.suite.streams", matches = ".+")
class KafkaStreamsOwnTestsTest {
  /** One class waits for 32 sessions of 45 seconds to expire. */
  private static final Duration PATIENCE = Duration.ofMinutes(40);

  private static final String PACKAGE = "org.apache.kafka.streams.integration.";
  private static final String WHICH = System.getProperty("jackdaw.suite.streams", "all");
  private static final boolean ON_APACHE =
      System.getProperty("jackdaw.suite.streams.server", "jackdaw").equals("apache");

  /** What the tests set for the brokers that they start themselves. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "group.min.session.timeout.ms", "0",
          "group.initial.rebalance.delay.ms", "0",
          "auto.create.topics.enable", "true",
          "offsets.topic.num.partitions", "5",
          "transaction.state.log.num.partitions", "5",
          "transaction.max.timeout.ms", "2147483647",
          // As it was when these tests were released: one of them writes of the days to come.
          "log.message.timestamp.after.max.ms", "9223372036854775807",
          "log.cleaner.dedupe.buffer.size", "2097152");

  private record Server(String address, AutoCloseable process) implements AutoCloseable {
    static Server start() {
      if (ON_APACHE) {
        ApacheKraftKafka apache = ApacheKraftKafka.fresh(SETTINGS);
        return new Server("127.0.0.1:" + apache.port(), apache);
      }
      JackdawProcess jackdaw = JackdawProcess.fresh("streams-own-tests", SETTINGS);
      return new Server(jackdaw.bootstrapServers(), jackdaw);
    }

    @Override
    public void close() throws Exception {
      process.close();
    }
  }

  @Test
  @Timeout(7200)
  void passAsTheyDoOnApaches() throws Exception {
    Path folder = Places.freshFolder("streams-own-tests-runs");
    Path report = Places.target().resolve("streams-own-tests.txt");
    List<Verdict> verdicts = new ArrayList<>();
    try (Server server = Server.start()) {
      for (String name : SuiteList.read("streams-classes.txt").keySet()) {
        if (isWanted(name)) {
          verdicts.addAll(run(folder, server.address(), name));
          Verdict.write(report, verdicts);
        }
      }
    }
    Set<String> excluded = SuiteList.read("streams-excluded.txt").keySet();
    Set<String> differing =
        ON_APACHE ? Set.of() : SuiteList.read("streams-differences.txt").keySet();
    Verdict.assertNoneFailedBut(excluded, differing, verdicts);
    assertThat(verdicts).filteredOn(each -> each.outcome().equals("PASS")).isNotEmpty();
  }

  private static boolean isWanted(String name) {
    return WHICH.equals("all")
        || WHICH.equals(name)
        || (WHICH.matches("[A-Z]-[A-Z]")
            && name.charAt(0) >= WHICH.charAt(0)
            && name.charAt(0) <= WHICH.charAt(2));
  }

  private static List<Verdict> run(Path folder, String address, String name) throws IOException {
    JavaTool launcher =
        JavaTool.withOwnClasses(
            "streams-tests",
            ClassRun.LAUNCHER,
            "-Xmx1g",
            "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("state")),
            "-Djackdaw.suite.server=" + address,
            "-Djunit.jupiter.execution.timeout.default=180s");
    return new ClassRun(launcher, List.of("execute"), folder.resolve(name), PATIENCE)
        .of(PACKAGE, name);
  }
}
