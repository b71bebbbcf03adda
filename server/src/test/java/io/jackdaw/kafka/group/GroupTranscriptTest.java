package io.jackdaw.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the coordinator answers, command by command, is what the transcripts say. */
class GroupTranscriptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "join-and-sync",
        "rebalance",
        "static-members",
        "time-outs",
        "refusals",
        "leave",
        "offsets",
        "retention",
        "commit-and-failure",
        "restart",
        "consumer-join",
        "consumer-fencing",
        "consumer-static",
        "consumer-regex",
        "consumer-subscriptions",
        "consumer-offsets",
        "consumer-restart",
        "consumer-migration",
        "share-groups"
      })
  void answersAsWritten(String name) throws IOException {
    String expected = read(name + ".txt");

    String actual = GroupTranscript.play(expected);

    assertThat(actual).isEqualTo(expected);
  }

  private static String read(String name) throws IOException {
    try (InputStream in = GroupTranscriptTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
