package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a topic's log is configured to: Kafka's defaults, a broker's, a topic's own. */
class LogConfigTest {
  private static final long HOUR_MS = 3_600_000;

  @Test
  void defaultsAreKafkas() {
    LogConfig config = LogConfig.DEFAULT;

    assertThat(config.delete()).isTrue();
    assertThat(config.compact()).isFalse();
    assertThat(config.compressionType()).isEqualTo("producer");
    assertThat(config.recompresses()).isFalse();
    assertThat(config.segmentBytes()).isEqualTo(1 << 30);
    assertThat(config.segmentMs()).isEqualTo(168 * HOUR_MS);
    assertThat(config.segmentJitterMs()).isZero();
    assertThat(config.segmentIndexBytes()).isEqualTo(10 << 20);
    assertThat(config.indexIntervalBytes()).isEqualTo(4096);
    assertThat(config.flushMessages()).isEqualTo(Long.MAX_VALUE);
    assertThat(config.flushMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(config.retentionMs()).isEqualTo(168 * HOUR_MS);
    assertThat(config.retentionBytes()).isEqualTo(-1);
    assertThat(config.fileDeleteDelayMs()).isEqualTo(60_000);
    assertThat(config.maxMessageBytes()).isEqualTo(1_048_588);
    assertThat(config.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
    assertThat(config.timestampBeforeMaxMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(config.timestampAfterMaxMs()).isEqualTo(HOUR_MS);
    assertThat(config.minInsyncReplicas()).isEqualTo(1);
    assertThat(config.maxCompactionLagMs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void everyKeyThatATopicSetsCounts() {
    LogConfig config =
        LogConfig.of(
            Map.ofEntries(
                Map.entry("cleanup.policy", "compact,delete"),
                Map.entry("compression.type", "gzip"),
                Map.entry("compression.gzip.level", "7"),
                Map.entry("segment.bytes", "2000000"),
                Map.entry("segment.ms", "3"),
                Map.entry("segment.jitter.ms", "2"),
                Map.entry("segment.index.bytes", "400"),
                Map.entry("index.interval.bytes", "5"),
                Map.entry("flush.messages", "6"),
                Map.entry("flush.ms", "8"),
                Map.entry("retention.ms", "9"),
                Map.entry("retention.bytes", "10"),
                Map.entry("file.delete.delay.ms", "11"),
                Map.entry("max.message.bytes", "12"),
                Map.entry("message.timestamp.type", "LogAppendTime"),
                Map.entry("message.timestamp.before.max.ms", "13"),
                Map.entry("message.timestamp.after.max.ms", "14"),
                Map.entry("min.insync.replicas", "15"),
                Map.entry("max.compaction.lag.ms", "16")),
            LogConfig.DEFAULT);

    assertThat(config.compact() && config.delete()).isTrue();
    assertThat(config.compressionType()).isEqualTo("gzip");
    assertThat(config.compressionLevel()).isEqualTo(7);
    assertThat(config.recompresses()).isTrue();
    assertThat(config.segmentBytes()).isEqualTo(2_000_000);
    assertThat(config.segmentMs()).isEqualTo(3);
    assertThat(config.segmentJitterMs()).isEqualTo(2);
    assertThat(config.segmentIndexBytes()).isEqualTo(400);
    assertThat(config.indexIntervalBytes()).isEqualTo(5);
    assertThat(config.flushMessages()).isEqualTo(6);
    assertThat(config.flushMs()).isEqualTo(8);
    assertThat(config.retentionMs()).isEqualTo(9);
    assertThat(config.retentionBytes()).isEqualTo(10);
    assertThat(config.fileDeleteDelayMs()).isEqualTo(11);
    assertThat(config.maxMessageBytes()).isEqualTo(12);
    assertThat(config.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(config.timestampBeforeMaxMs()).isEqualTo(13);
    assertThat(config.timestampAfterMaxMs()).isEqualTo(14);
    assertThat(config.minInsyncReplicas()).isEqualTo(15);
    assertThat(config.maxCompactionLagMs()).isEqualTo(16);
    assertThat(config.values()).containsEntry("flush.messages", "6");
  }

  @Test
  void aBrokersValueIsATopicsDefaultAndTheFinestUnitWins() {
    LogConfig ofBroker =
        LogConfig.ofBroker(
            Map.of(
                "log.retention.hours", "2",
                "log.retention.minutes", "3",
                "log.roll.hours", "1",
                "message.max.bytes", "500"));

    assertThat(ofBroker.retentionMs()).isEqualTo(180_000);
    assertThat(ofBroker.segmentMs()).isEqualTo(HOUR_MS);
    assertThat(LogConfig.of(Map.of("retention.ms", "7"), ofBroker).maxMessageBytes())
        .isEqualTo(500);
    assertThat(LogConfig.of(Map.of("retention.ms", "7"), ofBroker).retentionMs()).isEqualTo(7);
  }

  @Test
  void aBrokersRetentionWithoutLimitStaysSo() {
    assertThat(LogConfig.ofBroker(Map.of("log.retention.hours", "-1")).retentionMs()).isEqualTo(-1);
  }

  @Test
  void aBrokersWrongValueIsNamedByTheBrokersKey() {
    assertThatThrownBy(() -> LogConfig.ofBroker(Map.of("log.segment.bytes", "12")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("log.segment.bytes");
    assertThatThrownBy(() -> LogConfig.ofBroker(Map.of("log.retention.hours", "soon")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("log.retention.hours");
  }

  @Test
  void aCompactedTopicRollsWhenItsLagIsUp() {
    Map<String, String> lag = Map.of("max.compaction.lag.ms", "5", "segment.ms", "50");
    assertThat(LogConfig.of(lag, LogConfig.DEFAULT).rollMs()).isEqualTo(50);

    LogConfig compacted =
        LogConfig.of(
            Map.of("max.compaction.lag.ms", "5", "segment.ms", "50", "cleanup.policy", "compact"),
            LogConfig.DEFAULT);
    assertThat(compacted.rollMs()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no.such.key            | 1        | Unknown topic config name: no.such.key
          retention.ms           | soon     | retention.ms
          retention.ms           | -2       | retention.ms
          segment.bytes          | 1048575  | segment.bytes
          max.message.bytes      | -1       | max.message.bytes
          cleanup.policy         | shred    | cleanup.policy
          compression.type       | zip      | compression.type
          message.timestamp.type | Whenever | message.timestamp.type
          min.insync.replicas    | 0        | min.insync.replicas
          remote.storage.enable  | true     | Tiered Storage functionality is disabled
          """)
  void whatATopicMayNotSayIsRefusedByName(String key, String value, String message) {
    assertThatThrownBy(() -> LogConfig.validate(Map.of(key, value), LogConfig.DEFAULT))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatMustStayCannotBeOlderThanWhatMustGo() {
    assertThatThrownBy(
            () ->
                LogConfig.validate(
                    Map.of("min.compaction.lag.ms", "5000", "max.compaction.lag.ms", "1000"),
                    LogConfig.DEFAULT))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "conflict topic config setting min.compaction.lag.ms (5000) >"
                + " max.compaction.lag.ms (1000)");
  }
}
