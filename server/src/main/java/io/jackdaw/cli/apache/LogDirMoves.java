package io.jackdaw.cli.apache;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeReplicaLogDirsResult.ReplicaLogDirInfo;
import org.apache.kafka.common.TopicPartitionReplica;
import org.jspecify.annotations.Nullable;

/** The {@code log_dirs} of a reassignment: which log directory each replica shall lie in. */
final class LogDirMoves {
  private static final String ANY = "any";

  private final Map<TopicPartitionReplica, String> wanted = new HashMap<>();

  /** Takes one entry of the file; there may be no {@code log_dirs} in it. */
  void add(JsonNode partition, String topic, int index, List<Integer> brokers) {
    JsonNode directories = partition.get("log_dirs");
    if (directories == null) {
      return;
    }
    if (directories.size() != brokers.size()) {
      throw new IllegalArgumentException(
          "Size of replicas list %s is different from size of log dirs list %s for partition %s-%d"
              .formatted(brokers, directories, topic, index));
    }
    for (int i = 0; i < brokers.size(); i++) {
      String directory = directories.get(i).asText();
      if (!directory.equals(ANY)) {
        wanted.put(new TopicPartitionReplica(topic, index, brokers.get(i)), directory);
      }
    }
  }

  boolean isEmpty() {
    return wanted.isEmpty();
  }

  /** Asks for the moves and prints what began; true if all did. */
  boolean execute(Admin admin) throws InterruptedException {
    List<String> begun = new ArrayList<>();
    boolean all = true;
    for (var entry : admin.alterReplicaLogDirs(wanted).values().entrySet()) {
      try {
        entry.getValue().get();
        begun.add(
            "Successfully started moving log directory to %s for replica %s-%d with broker %d"
                .formatted(
                    wanted.get(entry.getKey()),
                    entry.getKey().topic(),
                    entry.getKey().partition(),
                    entry.getKey().brokerId()));
      } catch (ExecutionException refused) {
        all = false;
        System.out.println(
            "Error moving %s: %s"
                .formatted(
                    name(entry.getKey()),
                    Objects.requireNonNullElse(refused.getCause(), refused).getMessage()));
      }
    }
    begun.stream().sorted().forEach(System.out::println);
    return all;
  }

  /** Prints how far each move is; true if none is under way. */
  boolean verify(Admin admin) throws InterruptedException, ExecutionException {
    Map<TopicPartitionReplica, ReplicaLogDirInfo> found =
        admin.describeReplicaLogDirs(wanted.keySet()).all().get();
    Map<String, String> lines = new TreeMap<>();
    wanted.forEach(
        (replica, directory) ->
            lines.put(name(replica), status(replica, directory, found.get(replica))));
    lines.values().forEach(System.out::println);
    return found.values().stream().allMatch(it -> it.getFutureReplicaLogDir() == null);
  }

  private static String status(
      TopicPartitionReplica replica, String wanted, @Nullable ReplicaLogDirInfo found) {
    String what = "Reassignment of replica " + name(replica);
    if (found == null || found.getCurrentReplicaLogDir() == null) {
      return "Partition %s-%d is not found in any live log dir on broker %d. There is likely an"
              .formatted(replica.topic(), replica.partition(), replica.brokerId())
          + " offline log directory on the broker.";
    }
    if (wanted.equals(found.getFutureReplicaLogDir())) {
      return what + " is still in progress.";
    }
    if (found.getFutureReplicaLogDir() != null) {
      return "Partition %s-%d on broker %d is being moved to log dir %s instead of %s."
          .formatted(
              replica.topic(),
              replica.partition(),
              replica.brokerId(),
              found.getFutureReplicaLogDir(),
              wanted);
    }
    if (wanted.equals(found.getCurrentReplicaLogDir())) {
      return what + " completed successfully.";
    }
    return "Partition %s-%d on broker %d is not being moved from log dir %s to %s."
        .formatted(
            replica.topic(),
            replica.partition(),
            replica.brokerId(),
            found.getCurrentReplicaLogDir(),
            wanted);
  }

  private static String name(TopicPartitionReplica replica) {
    return "%s-%d-%d".formatted(replica.topic(), replica.partition(), replica.brokerId());
  }
}
