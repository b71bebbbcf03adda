package io.jackdaw.kafka.metadata;

import java.util.regex.Pattern;

/** What a znode is, by its path. */
enum ZnodeKind {
  BROKER("/brokers/ids/[0-9]{1,9}"),
  PARTITION_STATE("/brokers/topics/[^/]+/partitions/[0-9]{1,9}/state"),
  TOPIC("/brokers/topics/[^/]+"),
  CONTROLLER("/controller"),
  TOPIC_CONFIG("/config/topics/[^/]+"),
  BROKER_CONFIG("/config/brokers/[^/]+"),
  OTHER_CONFIG("/config/((clients|ips|client-metrics|groups)/[^/]+|users/[^/]+(/clients/[^/]+)?)"),
  DELETION("/admin/delete_topics/[^/]+"),
  PREFERRED_ELECTION("/admin/preferred_replica_election"),
  REASSIGNMENT("/admin/reassign_partitions"),
  FEATURE("/feature"),
  ACL("/kafka-acl(-extended/prefixed)?/[^/]+/.+"),
  OTHER(".*");

  private final Pattern pattern;

  ZnodeKind(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  static ZnodeKind of(String path) {
    for (ZnodeKind kind : values()) {
      if (kind.pattern.matcher(path).matches()) {
        return kind;
      }
    }
    return OTHER;
  }
}
