package io.jackdaw.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;

/**
 * The configuration of one partition's log: a topic's own values over the broker's defaults.
 *
 * <p>Sizes in bytes, times in milliseconds, with the meaning, defaults and limits of Kafka's
 * topic-level keys of the same name.
 *
 * @param compressionType {@code producer} keeps batches as they come
 * @param retentionMs -1 for ever
 * @param retentionBytes of one partition, -1 for no limit
 * @param maxDecompressedRecordBytes of one record in a compressed batch, as it is produced
 * @param preallocate whether a growing segment's file has its full length from the start
 * @param values every key with its value as text, also those without effect
 */
public record LogConfig(
    boolean compact,
    boolean delete,
    String compressionType,
    int compressionLevel,
    int segmentBytes,
    long segmentMs,
    long segmentJitterMs,
    int segmentIndexBytes,
    int indexIntervalBytes,
    long flushMessages,
    long flushMs,
    long retentionMs,
    long retentionBytes,
    long fileDeleteDelayMs,
    int maxMessageBytes,
    int maxDecompressedRecordBytes,
    boolean preallocate,
    TimestampType timestampType,
    long timestampBeforeMaxMs,
    long timestampAfterMaxMs,
    int minInsyncReplicas,
    long minCompactionLagMs,
    long maxCompactionLagMs,
    double minCleanableDirtyRatio,
    long deleteRetentionMs,
    Map<String, String> values) {

  /** Kafka's own defaults. */
  public static final LogConfig DEFAULT = parse(Map.of());

  public LogConfig {
    values = Map.copyOf(values);
  }

  /** What the level of a codec, by Kafka's name for it, may be. */
  public static ConfigDef.Validator compressionLevels(String codec) {
    return CompressionType.forName(codec).levelValidator();
  }

  /** Every topic-level key, sorted by name. */
  public static List<TopicKey> keys() {
    return TopicKeys.ALL.list();
  }

  /**
   * A topic's configuration: {@code overrides} (topic-level keys) on top of {@code defaults}.
   * Unknown keys are left aside; see {@link #validate}.
   *
   * @throws ConfigException naming the key whose value is not allowed
   */
  public static LogConfig of(Map<String, String> overrides, LogConfig defaults) {
    if (overrides.isEmpty()) {
      return defaults;
    }
    Map<String, String> values = new HashMap<>(defaults.values);
    values.putAll(overrides);
    return parse(values);
  }

  /**
   * The defaults of a broker from its own properties ({@code log.retention.hours} and the like).
   *
   * @throws ConfigException naming the broker-level key whose value is not allowed
   */
  public static LogConfig ofBroker(Map<String, String> properties) {
    Map<String, String> values = new HashMap<>();
    for (TopicKey key : keys()) {
      for (TopicKey.BrokerKey synonym : key.brokerKeys()) {
        String value = properties.get(synonym.name());
        if (value != null) {
          values.put(key.name(), synonym.toTopicValue(value));
          validateBrokerValue(key, synonym, value, values);
          break;
        }
      }
    }
    return parse(values);
  }

  private static void validateBrokerValue(
      TopicKey key, TopicKey.BrokerKey synonym, String given, Map<String, String> values) {
    try {
      parse(Map.of(key.name(), String.valueOf(values.get(key.name()))));
    } catch (ConfigException refused) {
      throw new ConfigException(synonym.name(), given, refused.getMessage());
    }
  }

  /**
   * Checks a topic's overrides as Kafka does when a topic is created or altered.
   *
   * @throws ConfigException naming an unknown key, or the key whose value is not allowed
   */
  public static void validate(Map<String, String> overrides, LogConfig defaults) {
    ConfigDef definition = TopicKeys.ALL.definition();
    for (String key : overrides.keySet()) {
      if (!definition.names().contains(key)) {
        throw new ConfigException("Unknown topic config name: " + key);
      }
    }
    LogConfig config = of(overrides, defaults);
    long minLag = Long.parseLong(config.values.get(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG));
    if (minLag > config.maxCompactionLagMs) {
      throw new ConfigException(
          "conflict topic config setting min.compaction.lag.ms (%d) > max.compaction.lag.ms (%d)"
              .formatted(minLag, config.maxCompactionLagMs));
    }
    if (Boolean.parseBoolean(config.values.get(TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG))) {
      throw new ConfigException(
          "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with"
              + " remote log storage.");
    }
  }

  /** Whether recompression may be needed, because the broker insists on a codec. */
  public boolean recompresses() {
    return !compressionType.equals("producer");
  }

  /** The age at which an active segment is rolled. */
  public long rollMs() {
    return compact ? Math.min(segmentMs, maxCompactionLagMs) : segmentMs;
  }

  /** With segments of another size, below the configurable minimum too. */
  LogConfig withSegmentBytes(int bytes) {
    return new LogConfig(
        compact,
        delete,
        compressionType,
        compressionLevel,
        bytes,
        segmentMs,
        segmentJitterMs,
        segmentIndexBytes,
        indexIntervalBytes,
        flushMessages,
        flushMs,
        retentionMs,
        retentionBytes,
        fileDeleteDelayMs,
        maxMessageBytes,
        maxDecompressedRecordBytes,
        preallocate,
        timestampType,
        timestampBeforeMaxMs,
        timestampAfterMaxMs,
        minInsyncReplicas,
        minCompactionLagMs,
        maxCompactionLagMs,
        minCleanableDirtyRatio,
        deleteRetentionMs,
        values);
  }

  private static LogConfig parse(Map<String, String> given) {
    ConfigDef definition = TopicKeys.ALL.definition();
    Parsed parsed = new Parsed(definition.parse(given));
    Map<String, String> values = new TreeMap<>();
    for (ConfigDef.ConfigKey key : definition.configKeys().values()) {
      values.put(key.name, ConfigDef.convertToString(parsed.value(key.name), key.type));
    }
    List<?> policies = (List<?>) parsed.value(TopicConfig.CLEANUP_POLICY_CONFIG);
    String compression = parsed.text(TopicConfig.COMPRESSION_TYPE_CONFIG);
    return new LogConfig(
        policies.contains("compact"),
        policies.contains("delete"),
        compression,
        parsed.compressionLevel(compression),
        parsed.integer(TopicConfig.SEGMENT_BYTES_CONFIG),
        parsed.number(TopicConfig.SEGMENT_MS_CONFIG),
        parsed.number(TopicConfig.SEGMENT_JITTER_MS_CONFIG),
        parsed.integer(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG),
        parsed.integer(TopicConfig.INDEX_INTERVAL_BYTES_CONFIG),
        parsed.number(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG),
        parsed.number(TopicConfig.FLUSH_MS_CONFIG),
        parsed.number(TopicConfig.RETENTION_MS_CONFIG),
        parsed.number(TopicConfig.RETENTION_BYTES_CONFIG),
        parsed.number(TopicConfig.FILE_DELETE_DELAY_MS_CONFIG),
        parsed.integer(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
        parsed.integer(TopicConfig.MAX_DECOMPRESSED_MESSAGE_BYTES_CONFIG),
        (boolean) parsed.value(TopicConfig.PREALLOCATE_CONFIG),
        TimestampType.forName(parsed.text(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)),
        parsed.number(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
        parsed.number(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
        parsed.integer(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG),
        parsed.number(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG),
        parsed.number(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG),
        (double) parsed.value(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG),
        parsed.number(TopicConfig.DELETE_RETENTION_MS_CONFIG),
        values);
  }

  /** Values by key, of the types that their definition says. */
  private record Parsed(Map<String, Object> values) {
    Object value(String key) {
      return Objects.requireNonNull(values.get(key), key);
    }

    String text(String key) {
      return (String) value(key);
    }

    int integer(String key) {
      return (int) value(key);
    }

    long number(String key) {
      return (long) value(key);
    }

    int compressionLevel(String codec) {
      return values.get("compression." + codec + ".level") instanceof Integer level ? level : 0;
    }
  }
}
