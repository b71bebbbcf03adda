package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache's {@code kafka-features.sh}, and what its changes mean to clients. */
class FeaturesTest {
  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private final KafkaTools tools = new KafkaTools(SERVER.bootstrapServers());

  private Outcome features(String... arguments) {
    return tools.run("org.apache.kafka.tools.FeatureCommand", arguments);
  }

  @Test
  void featuresAreDescribedAndTakenBackAndForth() {
    assertThat(features("describe").succeeded().out())
        .containsPattern("group.version\\s.*FinalizedVersionLevel: 1\\s")
        .containsPattern("transaction.version\\s.*FinalizedVersionLevel: 2\\s");
    assertThat(
            features("downgrade", "--feature", "transaction.version=1", "--dry-run")
                .succeeded()
                .out())
        .contains("transaction.version can be downgraded to 1");
    features("downgrade", "--feature", "transaction.version=1").succeeded();
    features("disable", "--feature", "group.version").succeeded();
    assertThat(features("describe").succeeded().out())
        .containsPattern("group.version\\s.*FinalizedVersionLevel: 0\\s")
        .containsPattern("transaction.version\\s.*FinalizedVersionLevel: 1\\s");
    transact("one");
    assertThat(features("upgrade", "--feature", "group.version=9").out())
        .contains("Could not upgrade group.version to 9.")
        .contains("only supports versions 0-1");
    features("upgrade", "--feature", "group.version=1", "--feature", "transaction.version=2")
        .succeeded();
    assertThat(features("describe").succeeded().out())
        .containsPattern("group.version\\s.*FinalizedVersionLevel: 1\\s")
        .containsPattern("transaction.version\\s.*FinalizedVersionLevel: 2\\s");
    transact("two");
  }

  private void transact(String id) {
    try (KafkaProducer<String, String> producer =
        new KafkaClients(SERVER.bootstrapServers()).producer(Map.of("transactional.id", id))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("features", id, id));
      producer.commitTransaction();
    }
  }
}
