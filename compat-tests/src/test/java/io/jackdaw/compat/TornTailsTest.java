package io.jackdaw.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheKafka;
import io.jackdaw.compat.rig.JackdawBroker;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.KafkaClients;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A broker, ours and Apache Kafka 3.9.1 in turns, is killed in the middle of a random history, and
 * its last segments lose their ends. What is left is the same to both brokers: offsets, records,
 * producers, open transactions, leader epochs. For longer: {@code -Djackdaw.torn.rounds=N}, another
 * history: {@code -Djackdaw.torn.seed=N}.
 */
class TornTailsTest {
  private static final int TICK_MS = 1000;
  private static final int TRANSACTIONS = 4;
  private static final List<TopicPartition> PARTITIONS =
      List.of(RandomHistory.PLAIN, RandomHistory.COMPACTED);
  private static final Pattern EPOCH = Pattern.compile("\"leader_epoch\":(\\d+)");

  private final long seed = Long.getLong("jackdaw.torn.seed", 1);
  private final Random random = new Random(seed);
  private final RandomHistory history = new RandomHistory(seed);
  private final Path logs = Places.freshFolder("torn").resolve("logs");
  private final TornFiles files =
      new TornFiles(logs, PARTITIONS.stream().map(TopicPartition::toString).toList());

  @Test
  @Timeout(value = 2, unit = java.util.concurrent.TimeUnit.HOURS)
  void bothBrokersFindTheSameInWhatIsLeft() throws Exception {
    try (JackdawCoordination coordination = JackdawCoordination.fresh(TICK_MS)) {
      int rounds = Integer.getInteger("jackdaw.torn.rounds", 2);
      for (int round = 0; round < rounds; round++) {
        boolean oursWrites = round % 2 == 0;
        try (ServerProcess writer = broker(oursWrites, coordination)) {
          write(writer, round == 0);
        }
        String torn = files.tear(random);
        Map<Path, byte[]> left = files.content();
        Map<TopicPartition, Integer> epochs = epochs(coordination);
        Map<TopicPartition, Remains> apaches = find(false, coordination, epochs);
        files.restore(left);
        Map<TopicPartition, Remains> ours = find(true, coordination, epochs);
        for (TopicPartition partition : PARTITIONS) {
          Remains apache = apaches.get(partition);
          assertThat(ours.get(partition).asFarAsKnownTo(apache))
              .as("%s, seed %d, round %d\n%s", partition, seed, round, torn)
              .isEqualTo(apache);
        }
      }
    }
  }

  private ServerProcess broker(boolean ours, JackdawCoordination coordination) {
    return ours
        ? new JackdawBroker(coordination.address(), logs)
        : new ApacheKafka(coordination.address(), logs);
  }

  private void write(ServerProcess broker, boolean first) throws Exception {
    broker.start();
    KafkaClients clients = new KafkaClients(broker.address());
    if (first) {
      history.begin(clients);
    }
    history.goesOn(clients, TRANSACTIONS);
    List<AutoCloseable> cutShort = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      cutShort.add(history.transactionCutShort(clients));
      history.goesOn(clients, 1);
    }
    broker.kill();
    for (AutoCloseable producer : cutShort) {
      producer.close();
    }
  }

  private Map<TopicPartition, Remains> find(
      boolean ours, JackdawCoordination coordination, Map<TopicPartition, Integer> epochs)
      throws Exception {
    Map<TopicPartition, Remains> found = new TreeMap<>((a, b) -> a.topic().compareTo(b.topic()));
    try (ServerProcess broker = broker(ours, coordination)) {
      broker.start();
      for (TopicPartition partition : PARTITIONS) {
        found.put(
            partition,
            Remains.of(
                broker.port(),
                partition,
                epochs.get(partition),
                partition.equals(RandomHistory.COMPACTED)));
      }
      broker.terminate();
    }
    return found;
  }

  /** In which epoch the records were written. */
  private static Map<TopicPartition, Integer> epochs(JackdawCoordination coordination)
      throws Exception {
    Map<TopicPartition, Integer> epochs = new TreeMap<>((a, b) -> a.topic().compareTo(b.topic()));
    try (ZooKeeperSession session = ZooKeeperSession.open(coordination.address())) {
      for (TopicPartition partition : PARTITIONS) {
        String path =
            "/brokers/topics/%s/partitions/%d/state"
                .formatted(partition.topic(), partition.partition());
        String state =
            new String(session.client().getData(path, false, null), StandardCharsets.UTF_8);
        Matcher epoch = EPOCH.matcher(state);
        assertThat(epoch.find()).as(state).isTrue();
        epochs.put(partition, Integer.parseInt(epoch.group(1)));
      }
    }
    return epochs;
  }
}
