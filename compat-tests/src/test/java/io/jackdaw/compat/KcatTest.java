package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jackdaw.compat.rig.ExternalProcess;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** kcat: librdkafka, the client below most languages that are not Java. */
class KcatTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @BeforeAll
  static void kcatIsInstalled() {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kcat")));
    assumeTrue(found, "kcat is not installed: apt-get install kcat");
  }

  @Test
  void producedRecordsAreConsumedInOrder() {
    kcat("a:1\nb:2\nc:3\n", "-P", "-t", "kcat", "-p", "0", "-K", ":").succeeded();

    Outcome consumed = kcat("", "-C", "-t", "kcat", "-o", "beginning", "-e", "-f", "%p %o %k=%s\n");

    assertThat(consumed.succeeded().lines()).containsExactly("0 0 a=1", "0 1 b=2", "0 2 c=3");
  }

  @Test
  void headersTravelWithTheRecord() {
    kcat("body\n", "-P", "-t", "kcat-headers", "-H", "from=jackdaw", "-H", "n=1").succeeded();

    Outcome consumed =
        kcat("", "-C", "-t", "kcat-headers", "-o", "beginning", "-e", "-f", "%h %s\n");

    assertThat(consumed.succeeded().lines()).containsExactly("from=jackdaw,n=1 body");
  }

  @Test
  void everyCodecAndEveryAcksIsAccepted() {
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      kcat("x\n", "-P", "-t", "kcat-codecs", "-p", "0", "-z", codec).succeeded();
    }
    for (String acks : List.of("0", "1", "all")) {
      kcat("x\n", "-P", "-t", "kcat-codecs", "-p", "0", "-X", "acks=" + acks).succeeded();
    }
    kcat("x\n", "-P", "-t", "kcat-codecs", "-p", "0", "-X", "enable.idempotence=true").succeeded();

    assertThat(kcat("", "-C", "-t", "kcat-codecs", "-o", "beginning", "-e").succeeded().lines())
        .hasSize(9)
        .containsOnly("x");
  }

  @Test
  void metadataListsBrokerAndTopics() {
    kcat("x\n", "-P", "-t", "kcat-listed").succeeded();
    String port = SERVER.bootstrapServers().substring(SERVER.bootstrapServers().indexOf(':') + 1);

    assertThat(kcat("", "-L").succeeded().out())
        .contains(" 1 brokers:")
        .containsPattern("broker \\d+ at (localhost|127\\.0\\.0\\.1):" + port)
        .contains("topic \"kcat-listed\" with 1 partitions:")
        .containsPattern("partition 0, leader (\\d+), replicas: \\1, isrs: \\1");
  }

  @Test
  void offsetsAreFoundByTimestamp() {
    kcat("x\ny\n", "-P", "-t", "kcat-times", "-p", "0").succeeded();

    assertThat(kcat("", "-Q", "-t", "kcat-times:0:-1").succeeded().out()).contains("offset 2");
    assertThat(kcat("", "-Q", "-t", "kcat-times:0:-2").succeeded().out()).contains("offset 0");
    assertThat(kcat("", "-Q", "-t", "kcat-times:0:1").succeeded().out()).contains("offset 0");
  }

  @Test
  void balancedConsumerCommitsItsOffsets() {
    kcat("1\n2\n3\n", "-P", "-t", "kcat-group", "-p", "0").succeeded();

    Outcome first = groupConsumer("kcat-crew");
    kcat("4\n", "-P", "-t", "kcat-group", "-p", "0").succeeded();
    Outcome second = groupConsumer("kcat-crew");

    assertThat(first.succeeded().lines()).containsExactly("1", "2", "3");
    assertThat(second.succeeded().lines()).containsExactly("4");
  }

  private static Outcome groupConsumer(String group) {
    return kcat("", "-G", group, "-e", "-X", "auto.offset.reset=earliest", "kcat-group");
  }

  /** Runs kcat quietly; the option for the address goes before a group's list of topics. */
  private static Outcome kcat(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of("kcat", "-b", SERVER.bootstrapServers()));
    command.addAll(List.of(arguments));
    try (ExternalProcess process =
        ExternalProcess.start("kcat", Places.target(), Map.of(), command)) {
      process.feed(input);
      return process.await(Duration.ofSeconds(60));
    }
  }
}
