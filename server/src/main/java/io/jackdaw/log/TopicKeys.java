package io.jackdaw.log;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import io.jackdaw.log.TopicKey.BrokerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.internal.CompressionType;
import org.jspecify.annotations.Nullable;

/** The table of topic-level keys, with Kafka's types, defaults and limits. */
final class TopicKeys {
  private static final long HOUR_MS = 3_600_000;
  private static final long MINUTE_MS = 60_000;
  private static final Pattern THROTTLED = Pattern.compile("[0-9]+:[0-9]+");

  private final ConfigDef definition = new ConfigDef();
  private final List<TopicKey> keys = new ArrayList<>();

  static final TopicKeys ALL = new TopicKeys();

  private TopicKeys() {
    effective(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            LIST,
            "delete",
            ConfigDef.ValidList.in("compact", "delete"))
        .from("log.cleanup.policy");
    effective(
            TopicConfig.COMPRESSION_TYPE_CONFIG,
            STRING,
            "producer",
            ConfigDef.ValidString.in("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"))
        .from("compression.type");
    effective(
            TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG,
            INT,
            CompressionType.GZIP.defaultLevel(),
            CompressionType.GZIP.levelValidator())
        .from("compression.gzip.level");
    effective(
            TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG,
            INT,
            CompressionType.LZ4.defaultLevel(),
            CompressionType.LZ4.levelValidator())
        .from("compression.lz4.level");
    effective(
            TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG,
            INT,
            CompressionType.ZSTD.defaultLevel(),
            CompressionType.ZSTD.levelValidator())
        .from("compression.zstd.level");
    effective(TopicConfig.DELETE_RETENTION_MS_CONFIG, LONG, 86_400_000L, atLeast(0))
        .from("log.cleaner.delete.retention.ms");
    ineffective(TopicConfig.ERRORS_DEADLETTERQUEUE_GROUP_ENABLE_CONFIG, BOOLEAN, false, null);
    effective(TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, LONG, 60_000L, atLeast(0))
        .from("log.segment.delete.delay.ms");
    effective(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, LONG, Long.MAX_VALUE, atLeast(1))
        .from("log.flush.interval.messages");
    effective(TopicConfig.FLUSH_MS_CONFIG, LONG, Long.MAX_VALUE, atLeast(0))
        .from("log.flush.interval.ms")
        .from("log.flush.scheduler.interval.ms");
    ineffective("follower.replication.throttled.replicas", LIST, "", new ThrottledReplicas());
    effective(TopicConfig.INDEX_INTERVAL_BYTES_CONFIG, INT, 4096, atLeast(0))
        .from("log.index.interval.bytes");
    ineffective("leader.replication.throttled.replicas", LIST, "", new ThrottledReplicas());
    ineffective(TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG, LONG, -2L, atLeast(-2))
        .from("log.local.retention.bytes");
    ineffective(TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG, LONG, -2L, atLeast(-2))
        .from("log.local.retention.ms");
    effective(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, LONG, Long.MAX_VALUE, atLeast(1))
        .from("log.cleaner.max.compaction.lag.ms");
    effective(
        TopicConfig.MAX_DECOMPRESSED_MESSAGE_BYTES_CONFIG, INT, Integer.MAX_VALUE, atLeast(0));
    effective(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, INT, 1_048_588, atLeast(0))
        .from("message.max.bytes");
    effective(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, LONG, HOUR_MS, atLeast(0))
        .from("log.message.timestamp.after.max.ms");
    effective(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, LONG, Long.MAX_VALUE, atLeast(0))
        .from("log.message.timestamp.before.max.ms");
    effective(
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            STRING,
            "CreateTime",
            ConfigDef.ValidString.in("CreateTime", "LogAppendTime"))
        .from("log.message.timestamp.type");
    effective(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, DOUBLE, 0.5, between(0, 1))
        .from("log.cleaner.min.cleanable.ratio");
    effective(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, LONG, 0L, atLeast(0))
        .from("log.cleaner.min.compaction.lag.ms");
    effective(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, INT, 1, atLeast(1))
        .from("min.insync.replicas");
    effective(TopicConfig.PREALLOCATE_CONFIG, BOOLEAN, false, null).from("log.preallocate");
    ineffective(TopicConfig.REMOTE_COPY_LAG_BYTES_CONFIG, LONG, 0L, null);
    ineffective(TopicConfig.REMOTE_COPY_LAG_MS_CONFIG, LONG, 0L, null);
    ineffective(TopicConfig.REMOTE_LOG_COPY_DISABLE_CONFIG, BOOLEAN, false, null);
    ineffective(TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_CONFIG, BOOLEAN, false, null);
    ineffective(TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG, BOOLEAN, false, null);
    effective(TopicConfig.RETENTION_BYTES_CONFIG, LONG, -1L, null).from("log.retention.bytes");
    effective(TopicConfig.RETENTION_MS_CONFIG, LONG, 7 * 24 * HOUR_MS, atLeast(-1))
        .from("log.retention.ms")
        .from("log.retention.minutes", MINUTE_MS)
        .from("log.retention.hours", HOUR_MS);
    effective(TopicConfig.SEGMENT_BYTES_CONFIG, INT, 1 << 30, atLeast(1 << 20))
        .from("log.segment.bytes");
    effective(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, INT, 10 << 20, atLeast(4))
        .from("log.index.size.max.bytes");
    effective(TopicConfig.SEGMENT_JITTER_MS_CONFIG, LONG, 0L, atLeast(0))
        .from("log.roll.jitter.ms")
        .from("log.roll.jitter.hours", HOUR_MS);
    effective(TopicConfig.SEGMENT_MS_CONFIG, LONG, 7 * 24 * HOUR_MS, atLeast(1))
        .from("log.roll.ms")
        .from("log.roll.hours", HOUR_MS);
    effective(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, BOOLEAN, false, null)
        .from("unclean.leader.election.enable");
  }

  ConfigDef definition() {
    return definition;
  }

  List<TopicKey> list() {
    return List.copyOf(keys);
  }

  private TopicKeys effective(
      String name, ConfigDef.Type type, Object value, @Nullable Validator validator) {
    return define(name, type, value, validator, true);
  }

  private TopicKeys ineffective(
      String name, ConfigDef.Type type, Object value, @Nullable Validator validator) {
    return define(name, type, value, validator, false);
  }

  private TopicKeys define(
      String name,
      ConfigDef.Type type,
      Object value,
      @Nullable Validator validator,
      boolean hasEffect) {
    definition.define(name, type, value, validator, Importance.MEDIUM, "");
    keys.add(new TopicKey(name, type, value.toString(), List.of(), hasEffect));
    return this;
  }

  private TopicKeys from(String brokerKey) {
    return from(brokerKey, 1);
  }

  /** Adds a broker-level synonym to the key defined last. */
  private TopicKeys from(String brokerKey, long factor) {
    TopicKey key = keys.removeLast();
    List<BrokerKey> synonyms = new ArrayList<>(key.brokerKeys());
    synonyms.add(new BrokerKey(brokerKey, factor));
    keys.add(new TopicKey(key.name(), key.type(), key.defaultValue(), synonyms, key.hasEffect()));
    return this;
  }

  private static final class ThrottledReplicas implements Validator {
    @Override
    public void ensureValid(String name, Object value) {
      List<?> replicas = (List<?>) value;
      boolean all = replicas.equals(List.of("*")) || replicas.equals(List.of("none"));
      if (all || replicas.stream().allMatch(it -> THROTTLED.matcher(it.toString()).matches())) {
        return;
      }
      throw new ConfigException(
          name,
          value,
          name
              + " must be the literal '*' or a list of replicas in the following format:"
              + " [partitionId]:[brokerId],[partitionId]:[brokerId],...");
    }
  }
}
