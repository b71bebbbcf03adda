package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.JackdawBroker;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JavaTool;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Apache's own tool reads the files that our broker leaves. */
class SharedFilesTest {
  private static final int TICK_MS = 1000;

  /** The tool expects offset 0 in every file: "-1 is followed by" is said of Apache's own, too. */
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(?i)mismatch|out of order|\\d+ is followed by (?<!-1 is followed by )|invalid bytes"
              + "|not found|isvalid: false|corrupt|exception|error");

  @Test
  void apachesToolReadsTheFilesOfAStoppedBrokerWithoutComplaint() throws Exception {
    Path logs = Places.freshFolder("shared").resolve("logs");
    try (JackdawCoordination coordination = JackdawCoordination.fresh(TICK_MS);
        JackdawBroker jackdaw = new JackdawBroker(coordination.address(), logs)) {
      ServerPair pair = new ServerPair(coordination, jackdaw);
      jackdaw.start();
      try (ClusterProgram program = new ClusterProgram(pair)) {
        program.begin();
        for (int codec = 2; codec < ClusterProgram.CODECS.size(); codec++) {
          program.produceAndRead();
        }
        RolledTopic.write(new KafkaClients(pair.bootstrapServers()));
        jackdaw.terminate();
        assertDumpsWithoutComplaint(logs);
      }
    }
  }

  /** What a broker that was stopped in order leaves, as Apache's tool sees it. */
  private static void assertDumpsWithoutComplaint(Path logs) throws IOException {
    String indexes = files(logs, ".index", ".timeindex");

    String records = dump("--deep-iteration", "--files", files(logs, ".log"));
    dump("--verify-index-only", "--files", indexes);
    String sanity = dump("--index-sanity-check", "--files", indexes);
    dump("--files", files(logs, ".snapshot"));

    for (String codec : ClusterProgram.CODECS) {
      assertThat(records).contains("compresscodec: " + codec);
    }
    String rolled = "Dumping " + logs.resolve(RolledTopic.PARTITION + "/");
    assertThat(records.split(rolled, -1)).as("several segments").hasSizeGreaterThan(3);
    assertThat(records).contains("| offset: " + (RolledTopic.RECORDS - 1) + " CreateTime: ");
    assertThat(sanity).contains(" passed sanity check");
  }

  private static String dump(String... arguments) {
    Outcome outcome =
        JavaTool.of("kafka-4.3", "org.apache.kafka.tools.DumpLogSegments")
            .run(arguments)
            .succeeded();
    assertThat(outcome.everything()).doesNotContainPattern(COMPLAINT);
    return outcome.out();
  }

  private static String files(Path logs, String... suffixes) throws IOException {
    try (Stream<Path> all = Files.walk(logs)) {
      return all.filter(
              file -> Stream.of(suffixes).anyMatch(suffix -> file.toString().endsWith(suffix)))
          .map(Path::toString)
          .sorted()
          .collect(Collectors.joining(","));
    }
  }
}
