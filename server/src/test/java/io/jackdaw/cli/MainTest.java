package io.jackdaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.cli.apache.KafkaTopics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Exit codes and what errors say: 0 done, 1 failed, 2 not understood; Apache's tools only know 0
 * and 1.
 */
class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionAndHelpSucceed() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("jackdaw 0.1.0");
    assertThat(run("topics", "create", "--help")).isZero();
    assertThat(out.toString()).contains("--partitions");
  }

  @Test
  void aWrongOptionIsAUsageErrorThatSaysWhereToLook() {
    assertThat(run("topics", "list", "--bogus")).isEqualTo(2);
    assertThat(err.toString()).contains("--bogus").contains("try: jackdaw topics list --help");
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheLikelyOne() {
    assertThat(run("statu")).isEqualTo(2);
    assertThat(err.toString()).contains("status");
  }

  @Test
  void anAbsentBrokerFailsAtOnceAndSaysWhatToDo() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    assertThat(run("topics", "list", "-b", "127.0.0.1:" + free)).isEqualTo(1);
    assertThat(err.toString())
        .contains("no broker answers at 127.0.0.1:" + free)
        .contains("jackdaw start");
  }

  @Test
  void statusOfNothingIsOneAndStopOfNothingIsFine(@TempDir Path data) {
    assertThat(run("status", "--data", data.toString())).isEqualTo(1);
    assertThat(run("stop", "--data", data.toString())).isZero();
  }

  @Test
  void apachesToolsAnswerAWrongFlagWithOne() {
    CommandLine tool = Main.commandLine(new KafkaTopics()).setErr(new PrintWriter(err, true));

    assertThat(tool.execute("--bogus")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("--bogus is not a recognized option")
        .contains("--replication-factor");
  }

  @Test
  void apachesToolsUnderstandAbbreviatedFlags() {
    CommandLine tool = Main.commandLine(new KafkaTopics());

    tool.parseArgs("--desc", "--bootstrap", "localhost:9092");

    assertThat(tool.getParseResult().hasMatchedOption("--describe")).isTrue();
    assertThat(tool.getParseResult().hasMatchedOption("--bootstrap-server")).isTrue();
  }

  @Test
  void completionCoversAllCommands() {
    assertThat(run("generate-completion")).isZero();
    assertThat(out.toString())
        .contains("topics")
        .contains("reset-offsets")
        .doesNotContain("kafka-topics");
  }

  private int run(String... args) {
    return Main.jackdaw(args[0])
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
