package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ServerPair;
import io.jackdaw.compat.rig.ServerUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same program run on Apache's broker and on ours: every answer must be the same. */
class SameAnswersAsApacheTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();
  private static ServerPair apache;

  @BeforeAll
  static void startApache() {
    apache = ServerPair.apache();
  }

  @AfterAll
  static void stopApache() {
    apache.close();
  }

  @Test
  void brokerAnswersAsApacheKafka() {
    assertThat(KafkaTranscript.of(SERVER.bootstrapServers()))
        .containsExactlyElementsOf(KafkaTranscript.of(apache.bootstrapServers()));
  }
}
