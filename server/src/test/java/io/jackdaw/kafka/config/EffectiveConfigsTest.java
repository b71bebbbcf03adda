package io.jackdaw.kafka.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.kafka.config.ConfigEntry.Source;
import io.jackdaw.kafka.config.ConfigEntry.Synonym;
import io.jackdaw.kafka.metadata.ConfigImage;
import io.jackdaw.log.LogConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

class EffectiveConfigsTest {
  private static final ConfigImage NOTHING = ConfigImage.EMPTY;

  @Test
  void topicWinsOverBrokerOverAllBrokersOverFileOverDefault() {
    EffectiveConfigs configs = new EffectiveConfigs(1, Map.of("log.segment.bytes", "2000000"));
    ConfigImage image =
        new ConfigImage(
            Map.of("t", Map.of("segment.bytes", "5000000")),
            Map.of(1, Map.of("log.segment.bytes", "4000000"), 2, Map.of("log.segment.bytes", "9")),
            Map.of("log.segment.bytes", "3000000"));

    ConfigEntry entry = topicKey(configs, image, "t", "segment.bytes");

    assertThat(entry.value()).isEqualTo("5000000");
    assertThat(entry.source()).isEqualTo(Source.TOPIC);
    assertThat(entry.synonyms())
        .containsExactly(
            new Synonym("segment.bytes", "5000000", Source.TOPIC),
            new Synonym("log.segment.bytes", "4000000", Source.DYNAMIC_BROKER),
            new Synonym("log.segment.bytes", "3000000", Source.DYNAMIC_DEFAULT_BROKER),
            new Synonym("log.segment.bytes", "2000000", Source.STATIC_BROKER),
            new Synonym("log.segment.bytes", "1073741824", Source.DEFAULT));
    assertThat(configs.logConfig(image, "t").segmentBytes()).isEqualTo(5_000_000);
    assertThat(configs.logConfig(image, "other").segmentBytes()).isEqualTo(4_000_000);
  }

  @Test
  void topicsValueIsShownAsItIsRead() {
    EffectiveConfigs configs = new EffectiveConfigs(1, Map.of());
    ConfigImage image =
        new ConfigImage(Map.of("t", Map.of("retention.ms", " 5000 ")), Map.of(), Map.of());

    ConfigEntry entry = topicKey(configs, image, "t", "retention.ms");

    assertThat(entry.value()).isEqualTo("5000");
    assertThat(entry.synonyms()).contains(new Synonym("retention.ms", "5000", Source.TOPIC));
  }

  @Test
  void hoursInTheFileGiveATopicsMilliseconds() {
    EffectiveConfigs configs = new EffectiveConfigs(1, Map.of("log.retention.hours", "2"));

    ConfigEntry entry = topicKey(configs, NOTHING, "t", "retention.ms");

    assertThat(entry.value()).isEqualTo("7200000");
    assertThat(entry.source()).isEqualTo(Source.DEFAULT);
    assertThat(entry.synonyms()).isEmpty();
  }

  @Test
  void topicHasEveryKeyOfTheLog() {
    EffectiveConfigs configs = new EffectiveConfigs(1, Map.of());

    List<ConfigEntry> entries = configs.describeTopic(NOTHING, Map.of());

    assertThat(entries).hasSameSizeAs(LogConfig.keys());
    assertThat(entries)
        .allSatisfy(
            entry -> {
              assertThat(entry.source()).isEqualTo(Source.DEFAULT);
              assertThat(entry.documentation()).as(entry.name()).isNotBlank();
            });
  }

  @Test
  void valueThatCannotBeUsedIsLeftAside() {
    EffectiveConfigs configs = new EffectiveConfigs(1, Map.of());
    ConfigImage image =
        new ConfigImage(
            Map.of("t", Map.of("retention.ms", "soon", "max.message.bytes", "10")),
            Map.of(),
            Map.of());

    assertThat(configs.logConfig(image, "t").retentionMs()).isEqualTo(604_800_000);
    assertThat(configs.logConfig(image, "t").maxMessageBytes()).isEqualTo(10);
  }

  @Test
  void brokerShowsWhatIsDynamicAndHidesWhatItDoesNotKnow() {
    EffectiveConfigs configs =
        new EffectiveConfigs(1, Map.of("num.partitions", "3", "my.secret", "x"));

    List<ConfigEntry> entries = configs.describeBroker(NOTHING);

    ConfigEntry partitions = find(entries, "num.partitions");
    assertThat(partitions.value()).isEqualTo("3");
    assertThat(partitions.source()).isEqualTo(Source.STATIC_BROKER);
    assertThat(partitions.readOnly()).isTrue();
    assertThat(find(entries, "log.retention.ms").readOnly()).isFalse();
    ConfigEntry unknown = find(entries, "my.secret");
    assertThat(unknown.value()).isNull();
    assertThat(unknown.sensitive()).isTrue();
    assertThat(unknown.synonyms())
        .containsExactly(new Synonym("my.secret", null, Source.STATIC_BROKER));
  }

  @Test
  void everyBrokerKeyHasADefaultOfItsOwnType() {
    assertThat(BrokerDefinitions.all().values())
        .allSatisfy(
            definition -> {
              if (definition.defaultValue() != null) {
                definition.parse(definition.defaultValue());
              }
              assertThat(definition.documentation()).endsWith(".");
            });
  }

  @Test
  void everyBrokerKeyBehindATopicKeyIsDefined() {
    assertThat(LogConfig.keys())
        .allSatisfy(
            key ->
                assertThat(key.brokerKeys())
                    .allSatisfy(
                        broker ->
                            assertThat(BrokerDefinitions.find(broker.name()))
                                .as(broker.name())
                                .isNotNull()));
  }

  @Test
  void brokerKeysThatNeedARestartCannotBeAltered() {
    AlterationRules.checkBroker(Map.of(), Map.of("log.retention.ms", "1000"), false);

    assertThatThrownBy(
            () ->
                AlterationRules.checkBroker(
                    Map.of(), Map.of("num.partitions", "2", "log.retention.ms", "soon"), false))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Cannot update these configs dynamically: [num.partitions]");
    assertThatThrownBy(
            () -> AlterationRules.checkBroker(Map.of(), Map.of("log.retention.ms", "soon"), false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("log.retention.ms");
  }

  @Test
  void keysThatKafkaDoesNotHaveMayComeToABroker() {
    AlterationRules.checkBroker(Map.of(), Map.of("my.plug-in.key", "x"), false);
  }

  @Test
  void keysThatOldToolsWroteMayStayButNotCome() {
    Map<String, String> old = Map.of("message.format.version", "2.8");

    AlterationRules.checkTopic(
        old, Map.of("message.format.version", "2.8", "retention.ms", "1"), LogConfig.DEFAULT);
    assertThatThrownBy(() -> AlterationRules.checkTopic(Map.of(), old, LogConfig.DEFAULT))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Unknown topic config name: message.format.version");
  }

  @Test
  void listsGrowAndShrinkByElements() {
    assertThat(AlterationRules.changeList(Type.TOPIC, "cleanup.policy", null, "compact", true))
        .isEqualTo("delete,compact");
    assertThat(
            AlterationRules.changeList(
                Type.TOPIC, "cleanup.policy", "delete,compact", "delete", false))
        .isEqualTo("compact");
    assertThatThrownBy(
            () -> AlterationRules.changeList(Type.TOPIC, "retention.ms", null, "1", true))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("Can't APPEND to key retention.ms because its type is not LIST.");
  }

  private static ConfigEntry topicKey(
      EffectiveConfigs configs, ConfigImage image, String topic, String key) {
    return find(configs.describeTopic(image, image.topic(topic)), key);
  }

  private static ConfigEntry find(List<ConfigEntry> entries, String name) {
    return entries.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }
}
