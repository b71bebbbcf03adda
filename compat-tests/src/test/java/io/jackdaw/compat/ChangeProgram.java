package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.zookeeper.AsyncCallback.MultiCallback;
import org.apache.zookeeper.AsyncCallback.StatCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Changes znodes, remembers what was acknowledged, and looks for it in {@code __coordination}. */
final class ChangeProgram {
  private static final TopicPartition TOPIC = new TopicPartition("__coordination", 0);
  private static final int STEPS = 400;
  private static final int IN_MULTI = 3;

  /** How many changes each acknowledged zxid made. */
  private final Map<Long, Integer> acknowledged = new TreeMap<>();

  /** A record as far as it is compared. */
  record Change(long zxid, String type, String path, String value, String version) {
    static Change of(ConsumerRecord<String, String> read) {
      return new Change(
          Long.parseLong(header(read, "zxid")),
          header(read, "type"),
          read.key(),
          read.value() == null ? "gone" : read.value(),
          header(read, "version"));
    }

    private static String header(ConsumerRecord<String, String> read, String name) {
      Header header = read.headers().lastHeader(name);
      assertThat(header).as(name).isNotNull();
      return new String(header.value(), UTF_8);
    }
  }

  /**
   * Writes without waiting for answers; what was answered is remembered.
   *
   * @param bootstrapServers where the topic is read in the middle of it, unless it is the first;
   *     null to read nothing
   */
  void write(@Nullable String bootstrapServers, ZooKeeper client, int life) throws Exception {
    Random random = new Random(life);
    String top = "/life-" + life;
    Stat made = new Stat();
    client.create(top, null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT, made);
    acknowledge(made.getCzxid(), 1);
    StatCallback kept =
        (code, path, context, stat) -> {
          if (code == 0) {
            acknowledge(stat.getMzxid(), 1);
          }
        };
    MultiCallback keptMulti =
        (code, path, context, results) -> {
          if (code == 0 && results.getLast() instanceof OpResult.SetDataResult set) {
            acknowledge(set.getStat().getMzxid(), IN_MULTI);
          }
        };
    for (int step = 0; step < STEPS; step++) {
      if (step == STEPS / 2 && life > 0 && bootstrapServers != null) {
        // The first life ends before anything is streamed, the others while it is.
        read(bootstrapServers, top);
      }
      byte[] value = ("value " + step).getBytes(UTF_8);
      if (random.nextInt(4) == 0) {
        String path = top + "/multi-" + step;
        client.multi(
            List.of(
                Op.create(path, value, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.delete(path, 0),
                Op.setData(top, value, -1)),
            keptMulti,
            null);
      } else {
        client.setData(top, value, -1, kept, null);
      }
    }
    // One in the middle of the queue is answered; those behind it may be lost with the server.
    client.exists(top, false);
  }

  private synchronized void acknowledge(long zxid, int changes) {
    acknowledged.put(zxid, changes);
  }

  static List<Change> read(String bootstrapServers, String lastPath) {
    List<Change> changes = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaClients(bootstrapServers).consumer("changes", Map.of())) {
      consumer.assign(List.of(TOPIC));
      consumer.seekToBeginning(List.of(TOPIC));
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (changes.stream().noneMatch(change -> change.path.equals(lastPath))) {
        assertThat(System.nanoTime()).as("%s records", changes.size()).isLessThan(deadline);
        consumer.poll(Duration.ofMillis(200)).forEach(read -> changes.add(Change.of(read)));
      }
    }
    return changes;
  }

  synchronized void assertOnceAndInOrder(List<Change> changes) {
    Map<Long, Integer> counted = new HashMap<>();
    Set<String> seen = new HashSet<>();
    long before = 0;
    for (Change change : changes) {
      assertThat(change.zxid).isGreaterThanOrEqualTo(before);
      before = change.zxid;
      counted.merge(change.zxid, 1, Integer::sum);
      assertThat(seen.add(change.zxid + change.type + change.path)).as("%s", change).isTrue();
    }
    assertThat(acknowledged).hasSizeGreaterThan(STEPS);
    assertThat(counted).containsAllEntriesOf(acknowledged);
  }

  /** The tree as the topic tells it. */
  static Map<String, String> folded(List<Change> changes) {
    Map<String, String> tree = new TreeMap<>();
    for (Change change : changes) {
      if (change.type.equals("deleted")) {
        tree.remove(change.path);
      } else {
        tree.put(change.path, change.version + " " + change.value);
      }
    }
    return tree;
  }

  /** What this test wrote, as it is in the tree. */
  static Map<String, String> tree(ZooKeeper client) throws KeeperException, InterruptedException {
    Map<String, String> tree = new TreeMap<>();
    List<String> paths = new ArrayList<>(List.of("/"));
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      Stat stat = new Stat();
      byte[] data = client.getData(path, false, stat);
      if (path.startsWith("/life-")) {
        tree.put(path, stat.getVersion() + " " + (data == null ? "" : new String(data, UTF_8)));
      }
      for (String name : client.getChildren(path, false)) {
        if (!name.equals("zookeeper")) {
          paths.add(path.equals("/") ? "/" + name : path + "/" + name);
        }
      }
    }
    return tree;
  }
}
