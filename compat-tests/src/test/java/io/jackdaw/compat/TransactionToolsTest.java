package io.jackdaw.compat;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.KafkaTools;
import io.jackdaw.compat.rig.OurTool;
import io.jackdaw.compat.rig.ServerUnderTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * {@code kafka-transactions.sh}, Apache's and ours, with transactions that are open and that hang.
 */
class TransactionToolsTest {
  private static final TopicPartition OPEN = new TopicPartition("open", 0);

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private final KafkaTools tools = new KafkaTools(SERVER.bootstrapServers());

  private String apaches(String... arguments) {
    return tools.run("org.apache.kafka.tools.TransactionsCommand", arguments).succeeded().out();
  }

  private static String ours(String commandLine) {
    String[] words = commandLine.formatted(SERVER.bootstrapServers()).split(" ");
    return new OurTool(words[0]).run(Arrays.copyOfRange(words, 1, words.length)).everything();
  }

  private static long lastStable(Admin admin) throws Exception {
    return admin
        .listOffsets(
            Map.of(OPEN, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(OPEN)
        .get()
        .offset();
  }

  @Test
  void openTransactionsAreShownAndHangingOnesFoundAndAborted() throws Exception {
    KafkaClients kafka = new KafkaClients(SERVER.bootstrapServers());
    try (Admin admin = kafka.admin()) {
      KafkaProducer<String, String> producer =
          kafka.producer(Map.of("transactional.id", "tool", "transaction.timeout.ms", 600_000));
      admin.createTopics(List.of(new NewTopic("open", 1, (short) 1))).all().get();
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("open", 0, "k", "committed"));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("open", 0, "k", "never ended"));
      producer.flush();
      producer.close(Duration.ZERO);

      assertThat(apaches("list")).contains("tool").contains("Ongoing");
      assertThat(ours("jackdaw transactions list --bootstrap-server %s"))
          .contains("tool")
          .contains("Ongoing");
      assertThat(apaches("describe", "--transactional-id", "tool"))
          .contains("Ongoing")
          .contains("open-0");
      assertThat(ours("jackdaw transactions describe tool --bootstrap-server %s"))
          .contains("open-0");
      assertThat(apaches("describe-producers", "--topic", "open", "--partition", "0"))
          .containsPattern("(?m)\\s2\\s*$");
      assertThat(ours("jackdaw transactions producers open 0 --bootstrap-server %s"))
          .containsPattern("(?m)\\s2$");
      String[] search = {"find-hanging", "--topic", "open", "--max-transaction-timeout", "0"};
      assertThat(apaches(search)).doesNotContain("open");
      assertThat(lastStable(admin)).isEqualTo(2);

      // Nobody knows of the transaction any more.
      admin.deleteTopics(List.of("__transaction_state")).all().get();
      await().atMost(60, SECONDS).until(() -> !apaches("list").contains("tool"));
      await().atMost(60, SECONDS).untilAsserted(() -> assertThat(apaches(search)).contains("open"));
      assertThat(
              ours(
                  "kafka-transactions.sh --bootstrap-server %s find-hanging --topic open"
                      + " --max-transaction-timeout 0"))
          .containsPattern("open\\s+0\\s");
      assertThat(ours("jackdaw transactions find-hanging --silent-for 0 --bootstrap-server %s"))
          .contains("open");
      apaches("abort", "--topic", "open", "--partition", "0", "--start-offset", "2");
      assertThat(lastStable(admin)).isEqualTo(4);
      assertThat(apaches(search)).doesNotContain("open");
      assertThat(ours("jackdaw transactions find-hanging --silent-for 0 --bootstrap-server %s"))
          .contains("No hanging transactions");
    }
  }
}
