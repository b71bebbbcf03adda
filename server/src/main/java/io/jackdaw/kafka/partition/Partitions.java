package io.jackdaw.kafka.partition;

import io.jackdaw.disk.StorageException;
import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ConfigImage;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.log.LogConfig;
import io.jackdaw.log.LogName;
import io.jackdaw.log.Logs;
import io.jackdaw.log.PartitionLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of which this broker keeps a replica, kept in step with the cluster.
 *
 * <p>Any thread; changes of the cluster are taken over one after the other.
 *
 * <p>A topic marked for deletion is no longer served; its files go when the topic has left the
 * cluster. Logs of topics that the cluster does not know at start are kept and named in a warning:
 * a coordination service that lost its data must not take the records with it.
 */
public final class Partitions {
  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

  private final int brokerId;
  private final Logs logs;
  private final Map<String, String> brokerProperties;
  private final Map<TopicPartition, Partition> partitions = new ConcurrentHashMap<>();
  private final List<LeadershipListener> listeners = new ArrayList<>();
  private volatile ClusterImage image = ClusterImage.empty();

  /** Partitions that the cluster had before this broker looked: their records may be anywhere. */
  private final Set<TopicPartition> olderThanThis = new HashSet<>();

  private boolean looked;
  private LogConfig defaults;

  /**
   * @param brokerProperties this broker's own configuration, by Kafka's broker-level keys
   */
  public Partitions(int brokerId, Logs logs, Map<String, String> brokerProperties) {
    this.brokerId = brokerId;
    this.logs = logs;
    this.brokerProperties = Map.copyOf(brokerProperties);
    this.defaults = LogConfig.ofBroker(brokerProperties);
  }

  /** The replica kept here; null if there is none, and {@link #absence} says why. */
  public @Nullable Partition find(String topic, int partition) {
    return partitions.get(new TopicPartition(topic, partition));
  }

  /** All replicas kept here. */
  public Collection<Partition> all() {
    return partitions.values();
  }

  /** Why {@link #find} found nothing, as clients are told. */
  public Errors absence(String topic, int partition) {
    TopicImage known = image.topic(topic);
    if (known == null || known.deleting() || !known.partitions().containsKey(partition)) {
      return Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }
    return logs.offlineReason(topic, partition) == null
        ? Errors.NOT_LEADER_OR_FOLLOWER
        : Errors.KAFKA_STORAGE_ERROR;
  }

  /** Whether the cluster has this topic, whoever keeps its replicas. */
  public boolean isTopic(String topic) {
    TopicImage known = image.topic(topic);
    return known != null && !known.deleting();
  }

  /** Tells {@code listener} what this broker leads now, and every change from here on. */
  public synchronized void subscribe(LeadershipListener listener) {
    listeners.add(listener);
    for (Partition partition : partitions.values()) {
      if (partition.leads()) {
        listener.elected(partition, partition.leaderEpoch());
      }
    }
  }

  /** Opens, leads, reconfigures, retires and deletes as the cluster now wants it. */
  public synchronized void apply(ClusterImage before, ClusterImage now) {
    boolean first = !looked;
    looked = true;
    if (first && !logs.unusable().isEmpty()) {
      now.topics()
          .values()
          .forEach(
              topic ->
                  topic
                      .partitions()
                      .keySet()
                      .forEach(
                          index -> olderThanThis.add(new TopicPartition(topic.name(), index))));
    }
    image = now;
    boolean reconfigured = !before.configs().equals(now.configs());
    if (reconfigured) {
      defaults = brokerDefaults(now.configs());
    }
    for (TopicImage topic : now.topics().values()) {
      if (reconfigured || !topic.equals(before.topic(topic.name()))) {
        apply(topic, now.configs(), before.topic(topic.name()));
      }
    }
    for (TopicImage topic : before.topics().values()) {
      if (now.topic(topic.name()) == null) {
        topic.partitions().keySet().forEach(index -> delete(topic.name(), index));
      }
    }
  }

  /**
   * Retires what went offline, and opens what could not be opened for want of space: called when
   * the log directories fare otherwise than before.
   */
  public synchronized void availabilityChanged() {
    for (TopicPartition name : List.copyOf(partitions.keySet())) {
      if (logs.offlineReason(name.topic(), name.partition()) != null) {
        retire(name.topic(), name.partition());
      }
    }
    for (TopicImage topic : image.topics().values()) {
      apply(topic, image.configs(), null);
    }
  }

  /**
   * Has a partition go on with its log in another log directory, as {@link
   * io.jackdaw.log.Logs.Listener#moved} says.
   */
  public void moved(LogName name, Supplier<PartitionLog> finish) {
    Partition partition = find(name.topic(), name.partition());
    if (partition == null) {
      PartitionLog _ = finish.get();
    } else {
      partition.replaceLog(finish);
    }
  }

  /** Names the logs that belong to no topic of the cluster; called once it is known. */
  public void reportStrays() {
    Set<String> strays = new TreeSet<>();
    for (PartitionLog log : logs.all()) {
      if (image.partition(log.name().topic(), log.name().partition()) == null) {
        strays.add(log.name().toString());
      }
    }
    if (!strays.isEmpty()) {
      LOG.warn(
          "Kept but not served: {} belong to no topic of this cluster. Delete their directories if"
              + " they are not needed",
          strays);
    }
  }

  private void apply(TopicImage topic, ConfigImage configs, @Nullable TopicImage before) {
    LogConfig config = config(topic.name(), configs);
    topic
        .partitions()
        .forEach(
            (index, partition) -> {
              if (topic.deleting()) {
                retire(topic.name(), index);
              } else if (partition.replicas().contains(brokerId) && partition.leaderEpoch() >= 0) {
                keep(topic, index, partition, config);
              } else if (!partition.replicas().contains(brokerId)) {
                delete(topic.name(), index);
              }
            });
    if (before != null) {
      before.partitions().keySet().stream()
          .filter(index -> !topic.partitions().containsKey(index))
          .forEach(index -> delete(topic.name(), index));
    }
  }

  private void keep(TopicImage topic, int index, PartitionImage partition, LogConfig config) {
    try {
      TopicPartition name = new TopicPartition(topic.name(), index);
      Partition kept = partitions.get(name);
      if (kept != null && isAnother(kept.topicId(), topic.id())) {
        delete(topic.name(), index);
        kept = null;
      }
      if (kept == null || kept.topicId().equals(Uuid.ZERO_UUID)) {
        PartitionLog log = open(topic, index, config);
        kept = kept == null ? new Partition(name, brokerId, log) : kept;
      }
      if (!kept.log().config().equals(config)) {
        kept.log().reconfigure(config);
      }
      follow(kept, topic.id(), partition);
    } catch (StorageException failure) {
      LOG.error(
          "Partition is offline topic={} partition={}: {}",
          topic.name(),
          index,
          failure.getMessage());
      retire(topic.name(), index);
    }
  }

  private void follow(Partition partition, Uuid topicId, PartitionImage image) {
    boolean led = partition.leads();
    int epoch = partition.leaderEpoch();
    partition.follow(topicId, image);
    partitions.put(partition.name(), partition);
    if (partition.leads() && (!led || partition.leaderEpoch() != epoch)) {
      listeners.forEach(listener -> listener.elected(partition, partition.leaderEpoch()));
    } else if (led && !partition.leads()) {
      listeners.forEach(listener -> listener.resigned(partition.name()));
    }
  }

  /**
   * A log with another topic id makes room: that topic was deleted meanwhile, and one of the same
   * name created; or the file with its id is damaged. So it is not deleted.
   */
  private PartitionLog open(TopicImage topic, int index, LogConfig config) {
    PartitionLog old = logs.find(topic.name(), index);
    if (old != null && isAnother(old.topicId(), topic.id())) {
      LOG.warn(
          "Setting aside the log of an earlier topic={} partition={} topicId={}",
          topic.name(),
          index,
          old.topicId());
      logs.setAside(topic.name(), index);
    }
    boolean isNew = !olderThanThis.contains(new TopicPartition(topic.name(), index));
    return logs.create(topic.name(), index, topic.id(), config, isNew);
  }

  private static boolean isAnother(Uuid had, Uuid wanted) {
    return !had.equals(Uuid.ZERO_UUID) && !wanted.equals(Uuid.ZERO_UUID) && !had.equals(wanted);
  }

  private void retire(String topic, int index) {
    Partition gone = partitions.remove(new TopicPartition(topic, index));
    if (gone != null) {
      boolean led = gone.leads();
      gone.retire();
      if (led) {
        listeners.forEach(listener -> listener.resigned(gone.name()));
      }
    }
  }

  private void delete(String topic, int index) {
    retire(topic, index);
    try {
      logs.delete(topic, index);
    } catch (StorageException failure) {
      LOG.error("Log cannot be deleted topic={} partition={}", topic, index, failure);
    }
  }

  private LogConfig config(String topic, ConfigImage configs) {
    try {
      return LogConfig.of(configs.topic(topic), defaults);
    } catch (ConfigException refused) {
      LOG.warn("Configuration is left aside topic={}: {}", topic, refused.getMessage());
      return defaults;
    }
  }

  private LogConfig brokerDefaults(ConfigImage configs) {
    Map<String, String> properties = new TreeMap<>(brokerProperties);
    properties.putAll(configs.brokerDefaults());
    properties.putAll(configs.brokers().getOrDefault(brokerId, Map.of()));
    try {
      return LogConfig.ofBroker(properties);
    } catch (ConfigException refused) {
      LOG.warn("Dynamic broker configuration is left aside: {}", refused.getMessage());
      return defaults;
    }
  }
}
