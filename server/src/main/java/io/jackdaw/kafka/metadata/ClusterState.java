package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.acl.AclIndex;
import io.jackdaw.kafka.metadata.TreeImage.Marker;
import io.jackdaw.kafka.metadata.TreeImage.Seat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.resource.ResourcePattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read of the tree so far, znode by znode, in any order. One owner; no I/O.
 *
 * <p>A znode whose data is not Kafka's stays as it was before, with a WARN: a topic that seems to
 * be missing would be deleted.
 */
final class ClusterState {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterState.class);

  private record TopicEntry(TopicZnode znode, int version) {}

  private record StateEntry(PartitionStateZnode znode, int version) {}

  private final String clusterId;
  private final Map<Integer, BrokerImage> brokers = new HashMap<>();
  private final Map<String, TopicEntry> topics = new HashMap<>();
  private final Map<String, Map<Integer, StateEntry>> states = new HashMap<>();
  private final Map<String, Map<String, String>> topicConfigs = new HashMap<>();
  private final Map<String, Map<String, String>> brokerConfigs = new HashMap<>();
  private final Map<String, Map<String, String>> otherConfigs = new HashMap<>();
  private final Set<String> deletions = new HashSet<>();
  private final Map<ResourcePattern, Set<AccessControlEntry>> acls = new HashMap<>();
  private AclIndex aclIndex = AclIndex.EMPTY;
  private boolean aclsChanged;
  private FeatureImage features = FeatureImage.NONE;
  private Seat seat = Seat.FREE;
  private Marker<List<TopicPartition>> election = new Marker<>(false, List.of());
  private Marker<Map<TopicPartition, List<Integer>>> reassignment = new Marker<>(false, Map.of());

  /** Images of topics as published last; those of changed topics are missing. */
  private final Map<String, TopicImage> images = new HashMap<>();

  ClusterState(String clusterId) {
    this.clusterId = clusterId;
  }

  /** Whether the data of this znode means anything here. */
  static boolean matters(String path) {
    return ZnodeKind.of(path) != ZnodeKind.OTHER;
  }

  /** Takes in what a znode is now; null when it is missing. */
  void apply(String path, @Nullable Znode znode) {
    try {
      applyData(path, znode);
    } catch (MalformedZnodeException | ArithmeticException malformed) {
      LOG.warn("Znode {} has data that is not Kafka's: {}", path, malformed.getMessage());
    }
  }

  private void applyData(String path, @Nullable Znode znode) {
    String[] parts = path.split("/", -1);
    switch (ZnodeKind.of(path)) {
      case BROKER -> applyBroker(parts[3], znode);
      case TOPIC -> applyTopic(parts[3], znode);
      case PARTITION_STATE -> applyState(parts[3], parts[5], znode);
      case CONTROLLER -> applyController(znode);
      case TOPIC_CONFIG -> putConfig(topicConfigs, parts[3], znode);
      case BROKER_CONFIG -> putConfig(brokerConfigs, parts[3], znode);
      case OTHER_CONFIG ->
          putConfig(otherConfigs, path.substring(Znodes.CONFIG.length() + 1), znode);
      case DELETION -> applyDeletion(parts[3], znode != null);
      case PREFERRED_ELECTION ->
          election =
              new Marker<>(
                  znode != null, znode == null ? List.of() : PartitionsZnode.decode(znode.data()));
      case REASSIGNMENT ->
          reassignment =
              new Marker<>(
                  znode != null,
                  znode == null ? Map.of() : PartitionsZnode.decodeReplicas(znode.data()));
      case FEATURE -> applyFeatures(znode);
      case ACL -> applyAcls(path, znode);
      case OTHER -> {}
    }
  }

  private void applyBroker(String name, @Nullable Znode znode) {
    int id = Integer.parseInt(name);
    // A registration is created empty and filled in the same step.
    if (znode == null || znode.data().length == 0) {
      brokers.remove(id);
      return;
    }
    BrokerZnode broker = BrokerZnode.decode(znode.data());
    brokers.put(id, new BrokerImage(id, znode.czxid(), broker.endpoints(), broker.rack()));
  }

  private void applyTopic(String name, @Nullable Znode znode) {
    images.remove(name);
    if (znode == null) {
      topics.remove(name);
    } else {
      topics.put(name, new TopicEntry(TopicZnode.decode(znode.data()), znode.version()));
    }
  }

  private void applyState(String topic, String partition, @Nullable Znode znode) {
    images.remove(topic);
    int index = Integer.parseInt(partition);
    if (znode != null) {
      states
          .computeIfAbsent(topic, name -> new HashMap<>())
          .put(index, new StateEntry(PartitionStateZnode.decode(znode.data()), znode.version()));
      return;
    }
    Map<Integer, StateEntry> ofTopic = states.get(topic);
    if (ofTopic != null) {
      ofTopic.remove(index);
      if (ofTopic.isEmpty()) {
        states.remove(topic);
      }
    }
  }

  private void applyController(@Nullable Znode znode) {
    seat =
        znode == null
            ? Seat.FREE
            : new Seat(ControllerZnode.decode(znode.data()).brokerId(), znode.ephemeralOwner());
  }

  private void applyFeatures(@Nullable Znode znode) {
    if (znode == null || znode.data().length == 0) {
      features = FeatureImage.NONE;
      return;
    }
    FeatureZnode decoded = FeatureZnode.decode(znode.data());
    features = new FeatureImage(decoded.enabled() ? decoded.levels() : Map.of(), znode.version());
  }

  private void applyAcls(String path, @Nullable Znode znode) {
    ResourcePattern pattern = AclPaths.pattern(path);
    if (pattern == null) {
      return;
    }
    aclsChanged = true;
    // Empty ones are the directories above names with a slash.
    if (znode == null || znode.data().length == 0) {
      acls.remove(pattern);
    } else {
      acls.put(pattern, AclZnode.decode(znode.data()).entries());
    }
  }

  private AclIndex aclIndex() {
    if (aclsChanged) {
      aclIndex = AclIndex.of(acls);
      aclsChanged = false;
    }
    return aclIndex;
  }

  private static void putConfig(
      Map<String, Map<String, String>> configs, String name, @Nullable Znode znode) {
    // A user is empty when only its clients have a configuration.
    if (znode == null || znode.data().length == 0) {
      configs.remove(name);
    } else {
      configs.put(name, ConfigZnode.decode(znode.data()).config());
    }
  }

  private void applyDeletion(String topic, boolean marked) {
    images.remove(topic);
    if (marked) {
      deletions.add(topic);
    } else {
      deletions.remove(topic);
    }
  }

  /** Partitions of a topic that has been read; their states are read next. */
  Set<Integer> partitions(String topic) {
    TopicEntry entry = topics.get(topic);
    return entry == null ? Set.of() : entry.znode.partitions().keySet();
  }

  /** All that was applied so far, as it is seen by others. */
  TreeImage image() {
    Map<String, Integer> versions = new HashMap<>();
    Map<Uuid, String> names = new HashMap<>();
    images.keySet().retainAll(topics.keySet());
    topics.forEach(
        (name, entry) -> {
          versions.put(name, entry.version);
          images.computeIfAbsent(name, topic -> topicImage(topic, entry));
          if (!entry.znode.id().equals(Uuid.ZERO_UUID)) {
            names.put(entry.znode.id(), name);
          }
        });
    ClusterImage cluster =
        new ClusterImage(
            clusterId,
            seat.brokerId(),
            Map.copyOf(brokers),
            Map.copyOf(images),
            Map.copyOf(names),
            configImage(),
            features,
            aclIndex());
    return new TreeImage(
        cluster, seat, Map.copyOf(versions), Set.copyOf(deletions), election, reassignment);
  }

  private TopicImage topicImage(String name, TopicEntry entry) {
    SortedMap<Integer, PartitionImage> partitions = new TreeMap<>();
    Map<Integer, StateEntry> ofTopic = states.getOrDefault(name, Map.of());
    entry
        .znode
        .partitions()
        .forEach(
            (index, assignment) ->
                partitions.put(index, partitionImage(assignment, ofTopic.get(index))));
    return new TopicImage(name, entry.znode.id(), partitions, deletions.contains(name));
  }

  private static PartitionImage partitionImage(
      TopicZnode.Assignment assignment, @Nullable StateEntry state) {
    return state == null
        ? new PartitionImage(
            assignment.replicas(),
            assignment.adding(),
            assignment.removing(),
            -1,
            -1,
            List.of(),
            -1,
            -1)
        : new PartitionImage(
            assignment.replicas(),
            assignment.adding(),
            assignment.removing(),
            state.znode.leader(),
            state.znode.leaderEpoch(),
            state.znode.isr(),
            state.znode.controllerEpoch(),
            state.version);
  }

  private ConfigImage configImage() {
    Map<Integer, Map<String, String>> byId = new HashMap<>();
    brokerConfigs.forEach(
        (name, config) -> {
          if (!name.equals(Znodes.DEFAULT_ENTITY) && name.matches("[0-9]{1,9}")) {
            byId.put(Integer.parseInt(name), config);
          }
        });
    return new ConfigImage(
        Map.copyOf(topicConfigs),
        Map.copyOf(byId),
        brokerConfigs.getOrDefault(Znodes.DEFAULT_ENTITY, Map.of()),
        Map.copyOf(otherConfigs));
  }
}
