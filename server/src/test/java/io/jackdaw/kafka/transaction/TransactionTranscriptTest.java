package io.jackdaw.kafka.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way through {@link TransactionPhase}, as written down in transcripts. */
class TransactionTranscriptTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "commit-and-abort",
        "epoch-bumps",
        "fencing",
        "exhausted-epochs",
        "time-outs",
        "markers",
        "restart",
        "failed-writes",
        "refusals"
      })
  void answersAsWritten(String name) throws IOException {
    String expected = read(name + ".txt");

    String actual = TransactionTranscript.play(expected);

    assertThat(actual).isEqualTo(expected);
  }

  private static String read(String name) throws IOException {
    try (InputStream in = TransactionTranscriptTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
