package io.jackdaw.kafka.metadata;

import java.util.List;

/** Where Kafka keeps what, below the chroot. */
public final class Znodes {
  public static final String BROKERS = "/brokers";
  public static final String BROKER_IDS = "/brokers/ids";
  public static final String TOPICS = "/brokers/topics";
  public static final String SEQUENCE_ID = "/brokers/seqid";
  public static final String CONTROLLER = "/controller";
  public static final String CONTROLLER_EPOCH = "/controller_epoch";
  public static final String CLUSTER = "/cluster";
  public static final String CLUSTER_ID = "/cluster/id";
  public static final String FEATURE = "/feature";
  public static final String PRODUCER_ID_BLOCK = "/latest_producer_id_block";
  public static final String CONFIG = "/config";
  public static final String TOPIC_CONFIGS = "/config/topics";
  public static final String BROKER_CONFIGS = "/config/brokers";
  public static final String CLIENT_CONFIGS = "/config/clients";
  public static final String USER_CONFIGS = "/config/users";
  public static final String IP_CONFIGS = "/config/ips";
  public static final String CLIENT_METRICS_CONFIGS = "/config/client-metrics";
  public static final String GROUP_CONFIGS = "/config/groups";
  public static final String CONFIG_CHANGES = "/config/changes";
  public static final String CONFIG_CHANGE = "/config/changes/config_change_";
  public static final String ACLS = "/kafka-acl";
  public static final String EXTENDED_ACLS = "/kafka-acl-extended";
  public static final String PREFIXED_ACLS = "/kafka-acl-extended/prefixed";
  public static final String ACL_CHANGES = "/kafka-acl-changes";
  public static final String EXTENDED_ACL_CHANGES = "/kafka-acl-extended-changes";
  public static final String ADMIN = "/admin";
  public static final String DELETE_TOPICS = "/admin/delete_topics";
  public static final String REASSIGN_PARTITIONS = "/admin/reassign_partitions";
  public static final String PREFERRED_ELECTION = "/admin/preferred_replica_election";

  /** Name of the znode whose configuration holds for every broker. */
  public static final String DEFAULT_ENTITY = "<default>";

  /** Pure directories that a broker creates when it starts, parents first. */
  static final List<String> PERSISTENT =
      List.of(
          "/consumers",
          BROKERS,
          BROKER_IDS,
          TOPICS,
          CONFIG,
          CONFIG_CHANGES,
          ADMIN,
          DELETE_TOPICS,
          SEQUENCE_ID,
          "/isr_change_notification",
          PRODUCER_ID_BLOCK,
          "/log_dir_event_notification",
          TOPIC_CONFIGS,
          CLIENT_CONFIGS,
          USER_CONFIGS,
          BROKER_CONFIGS,
          IP_CONFIGS,
          CLUSTER);

  private Znodes() {}

  public static String broker(int id) {
    return BROKER_IDS + "/" + id;
  }

  public static String topic(String topic) {
    return TOPICS + "/" + topic;
  }

  public static String partitions(String topic) {
    return topic(topic) + "/partitions";
  }

  public static String partition(String topic, int partition) {
    return partitions(topic) + "/" + partition;
  }

  public static String partitionState(String topic, int partition) {
    return partition(topic, partition) + "/state";
  }

  public static String topicConfig(String topic) {
    return TOPIC_CONFIGS + "/" + topic;
  }

  public static String deletion(String topic) {
    return DELETE_TOPICS + "/" + topic;
  }
}
