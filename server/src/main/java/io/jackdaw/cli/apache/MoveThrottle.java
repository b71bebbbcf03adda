package io.jackdaw.cli.apache;

import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The limits of a reassignment: dynamic values of brokers, set by its begin, cleared by its end.
 */
final class MoveThrottle {
  private static final String MOVES = "replica.alter.log.dirs.io.max.bytes.per.second";
  private static final List<String> BETWEEN_BROKERS =
      List.of("leader.replication.throttled.rate", "follower.replication.throttled.rate");

  private final Admin admin;
  private final Progress progress;

  MoveThrottle(Admin admin, Progress progress) {
    this.admin = admin;
    this.progress = progress;
  }

  /** Limits how fast replicas move between the log directories of these brokers. */
  void limitMoves(Collection<Integer> brokers, long bytesPerSecond) {
    set(brokers, List.of(MOVES), bytesPerSecond);
    System.out.println(
        "The replica-alter-dir throttle limit was set to " + bytesPerSecond + " B/s");
  }

  /** Limits how fast replicas are copied between these brokers. */
  void limitCopies(Collection<Integer> brokers, long bytesPerSecond) {
    set(brokers, BETWEEN_BROKERS, bytesPerSecond);
    System.out.println("The inter-broker throttle limit was set to " + bytesPerSecond + " B/s");
  }

  private void set(Collection<Integer> brokers, List<String> keys, long bytesPerSecond) {
    alter(brokers, keys, Long.toString(bytesPerSecond), OpType.SET);
  }

  /** Takes all limits off these brokers. */
  void clear(Collection<Integer> brokers) {
    List<Integer> ids = brokers.stream().sorted().toList();
    System.out.println(
        "Clearing broker-level throttles on broker%s %s"
            .formatted(
                ids.size() == 1 ? "" : "s",
                String.join(",", ids.stream().map(String::valueOf).toList())));
    List<String> keys = new ArrayList<>(BETWEEN_BROKERS);
    keys.add(MOVES);
    alter(ids, keys, "", OpType.DELETE);
  }

  private void alter(Collection<Integer> brokers, List<String> keys, String value, OpType how) {
    List<AlterConfigOp> changes =
        keys.stream().map(key -> new AlterConfigOp(new ConfigEntry(key, value), how)).toList();
    Map<ConfigResource, Collection<AlterConfigOp>> wanted = new HashMap<>();
    brokers.forEach(
        id ->
            wanted.put(
                new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id)), changes));
    Void _ = progress.await("setting limits", admin.incrementalAlterConfigs(wanted).all());
  }
}
