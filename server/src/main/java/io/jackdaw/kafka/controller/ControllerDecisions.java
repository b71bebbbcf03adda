package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.PartitionStateZnode;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.metadata.TopicZnode;
import io.jackdaw.kafka.metadata.TreeImage;
import io.jackdaw.kafka.metadata.ZnodeWrite;
import io.jackdaw.kafka.metadata.Znodes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;

/**
 * What a controller does about the tree as it is: the same image, rules and ids give the same
 * changes. Once they are done, and the image shows them, there is nothing more to do.
 */
final class ControllerDecisions {
  /** Partitions written in one step: well below a server's limit of 1 MiB for one request. */
  private static final int STEP_PARTITIONS = 250;

  private final TreeImage tree;
  private final ClusterImage cluster;
  private final Set<Integer> live;
  private final Rules rules;
  private final int controllerEpoch;
  private final Supplier<Uuid> topicIds;
  private final List<Change> changes = new ArrayList<>();
  private final Set<String> writtenTopics = new HashSet<>();
  private final StateSteps states = new StateSteps();

  private ControllerDecisions(
      TreeImage tree, Rules rules, int controllerEpoch, Supplier<Uuid> topicIds) {
    this.tree = tree;
    this.cluster = tree.cluster();
    this.live = cluster.brokers().keySet();
    this.rules = rules;
    this.controllerEpoch = controllerEpoch;
    this.topicIds = topicIds;
  }

  /** All that is to be done now, in this order. */
  static List<Change> decide(
      TreeImage tree, Rules rules, int controllerEpoch, Supplier<Uuid> topicIds) {
    ControllerDecisions decisions = new ControllerDecisions(tree, rules, controllerEpoch, topicIds);
    decisions.deletions();
    decisions.topics();
    decisions.reassignment();
    decisions.preferredElection();
    return decisions.changes;
  }

  /** Gives leadership back to preferred replicas where a broker leads too few of them. */
  static List<Change> rebalance(TreeImage tree, int imbalancePercentage, int controllerEpoch) {
    ControllerDecisions decisions =
        new ControllerDecisions(
            tree, new Rules(true, topic -> false), controllerEpoch, Uuid::randomUuid);
    new PreferredReplicas(tree.cluster())
        .imbalanced(imbalancePercentage)
        .forEach(decisions::electPreferred);
    decisions.states.flush();
    return decisions.changes;
  }

  private void deletions() {
    for (String topic : new TreeSet<>(tree.deletions())) {
      ZnodeWrite marker = new ZnodeWrite.Delete(Znodes.deletion(topic), ZnodeWrite.ANY_VERSION);
      if (!rules.deleteEnabled() || cluster.topic(topic) == null) {
        changes.add(new Change.Step(List.of(), List.of(marker)));
        continue;
      }
      List<ZnodeWrite> last = new ArrayList<>();
      last.add(new ZnodeWrite.Delete(Znodes.topic(topic), ZnodeWrite.ANY_VERSION));
      if (cluster.configs().topics().containsKey(topic)) {
        last.add(new ZnodeWrite.Delete(Znodes.topicConfig(topic), ZnodeWrite.ANY_VERSION));
      }
      last.add(marker);
      changes.add(new Change.RemoveTopic(topic, last));
    }
  }

  private void topics() {
    for (TopicImage topic : new TreeMap<>(cluster.topics()).values()) {
      if (topic.deleting() && rules.deleteEnabled()) {
        continue;
      }
      giveId(topic);
      startPartitions(topic);
      topic
          .partitions()
          .forEach(
              (index, partition) -> {
                if (partition.leaderEpoch() >= 0) {
                  boolean unclean = rules.uncleanElection().test(topic.name());
                  LeaderElection.afterBrokerChange(partition, live, unclean, controllerEpoch)
                      .ifPresent(state -> states.write(topic.name(), index, partition, state));
                }
              });
      states.flush();
    }
  }

  /** A topic made by a tool from before Kafka 2.8 has no id. */
  private void giveId(TopicImage topic) {
    if (topic.id().equals(Uuid.ZERO_UUID)) {
      TopicZnode znode = new TopicZnode(topicIds.get(), TopicZnode.of(topic).partitions());
      writeTopic(topic.name(), znode);
    }
  }

  private void writeTopic(String topic, TopicZnode znode) {
    int version = tree.topicVersions().getOrDefault(topic, ZnodeWrite.ANY_VERSION);
    if (writtenTopics.add(topic)) {
      changes.add(
          new Change.Step(
              List.of(),
              List.of(new ZnodeWrite.Write(Znodes.topic(topic), znode.encode(), version))));
    }
  }

  private void startPartitions(TopicImage topic) {
    boolean started =
        topic.partitions().values().stream().anyMatch(partition -> partition.leaderEpoch() >= 0);
    List<String> parents = new ArrayList<>();
    List<ZnodeWrite> writes = new ArrayList<>();
    if (!started) {
      parents.add(Znodes.partitions(topic.name()));
    }
    topic
        .partitions()
        .forEach(
            (index, partition) -> {
              if (partition.leaderEpoch() >= 0) {
                return;
              }
              LeaderElection.first(partition, live, controllerEpoch)
                  .ifPresent(
                      state -> {
                        parents.add(Znodes.partition(topic.name(), index));
                        writes.add(
                            ZnodeWrite.create(
                                Znodes.partitionState(topic.name(), index), state.encode()));
                        if (writes.size() == STEP_PARTITIONS) {
                          addStep(parents, writes);
                        }
                      });
            });
    addStep(parents, writes);
  }

  private void addStep(List<String> parents, List<ZnodeWrite> writes) {
    if (!writes.isEmpty()) {
      changes.add(new Change.Step(parents, writes));
      parents.clear();
      writes.clear();
    }
  }

  private void preferredElection() {
    if (tree.preferredElection().present()) {
      tree.preferredElection().content().forEach(this::electPreferred);
      states.flush();
      changes.add(removal(Znodes.PREFERRED_ELECTION));
    }
  }

  private void electPreferred(TopicPartition wanted) {
    PartitionImage partition = cluster.partition(wanted.topic(), wanted.partition());
    if (partition != null) {
      LeaderElection.preferred(partition, live, controllerEpoch)
          .ifPresent(state -> states.write(wanted.topic(), wanted.partition(), partition, state));
    }
  }

  /**
   * Does those reassignments that need no copying: another order, or fewer replicas. The others are
   * dropped with the marker, as Kafka drops what cannot be done.
   */
  private void reassignment() {
    if (!tree.reassignment().present()) {
      return;
    }
    tree.reassignment()
        .content()
        .forEach(
            (wanted, replicas) -> {
              TopicImage topic = cluster.topic(wanted.topic());
              PartitionImage partition =
                  topic == null ? null : topic.partitions().get(wanted.partition());
              if (topic == null
                  || partition == null
                  || replicas.isEmpty()
                  || replicas.equals(partition.replicas())
                  || !partition.isr().containsAll(replicas)) {
                return;
              }
              Optional<PartitionStateZnode> state =
                  LeaderElection.among(partition, replicas, live, controllerEpoch);
              if (state.isPresent() && !writtenTopics.contains(wanted.topic())) {
                TopicZnode znode = TopicZnode.of(topic);
                znode.partitions().put(wanted.partition(), TopicZnode.Assignment.of(replicas));
                states.write(wanted.topic(), wanted.partition(), partition, state.get());
                writeTopic(wanted.topic(), znode);
              }
            });
    states.flush();
    boolean more =
        tree.reassignment().content().entrySet().stream()
            .anyMatch(
                entry -> {
                  PartitionImage partition =
                      cluster.partition(entry.getKey().topic(), entry.getKey().partition());
                  return partition != null
                      && !entry.getValue().isEmpty()
                      && !entry.getValue().equals(partition.replicas())
                      && partition.isr().containsAll(entry.getValue());
                });
    if (!more) {
      changes.add(removal(Znodes.REASSIGN_PARTITIONS));
    }
  }

  private static Change removal(String path) {
    return new Change.Step(List.of(), List.of(new ZnodeWrite.Delete(path, ZnodeWrite.ANY_VERSION)));
  }

  /** Collects conditional writes of states; a partition is written once in a decision. */
  private final class StateSteps {
    private final Set<TopicPartition> written = new HashSet<>();
    private final List<ZnodeWrite> writes = new ArrayList<>();

    void write(String topic, int index, PartitionImage partition, PartitionStateZnode state) {
      if (written.add(new TopicPartition(topic, index))) {
        writes.add(
            new ZnodeWrite.Write(
                Znodes.partitionState(topic, index), state.encode(), partition.partitionEpoch()));
        if (writes.size() == STEP_PARTITIONS) {
          flush();
        }
      }
    }

    void flush() {
      addStep(new ArrayList<>(), writes);
    }
  }
}
