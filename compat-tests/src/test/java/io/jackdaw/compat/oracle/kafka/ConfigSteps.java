package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Configurations of topics, and now and then of a broker. */
final class ConfigSteps {
  private static final List<ConfigValues.Setting> OF_BROKERS =
      List.of(
          new ConfigValues.Setting("log.retention.ms", "7200000"),
          new ConfigValues.Setting("message.max.bytes", "2000000"),
          new ConfigValues.Setting("log.retention.ms", "soon"),
          new ConfigValues.Setting("broker.id", "5"),
          new ConfigValues.Setting("no.such.key", "1"));

  private final Dice dice;
  private final Draft draft;
  private final ConfigValues values;

  ConfigSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
    this.values = new ConfigValues(dice);
  }

  private record Resource(byte type, String name) {}

  private Resource resource() {
    if (dice.oneIn(8)) {
      return new Resource(ConfigResource.Type.BROKER.id(), dice.of("0", "", "9", "x"));
    }
    byte type = dice.mostly(40, ConfigResource.Type.TOPIC.id(), (byte) 0, (byte) 3, (byte) 99);
    return new Resource(type, draft.anyTopic());
  }

  private ConfigValues.Setting setting(Resource resource) {
    return resource.type == ConfigResource.Type.BROKER.id() ? dice.of(OF_BROKERS) : values.any();
  }

  Step describe() {
    record Question(Resource resource, @Nullable List<String> keys) {}
    List<Question> questions =
        dice.some(
            dice.mostly(4, 1, 3),
            () -> {
              Resource resource = resource();
              // What a broker's configuration lists differs by design: KRaft's keys, ZooKeeper's.
              boolean ofBroker = resource.type == ConfigResource.Type.BROKER.id();
              return new Question(
                  resource,
                  ofBroker || dice.oneIn(2)
                      ? dice.some(3, () -> setting(resource).name())
                      : dice.mostly(10, null, List.of()));
            });
    boolean synonyms = dice.oneIn(2);
    short version = dice.version(ApiKeys.DESCRIBE_CONFIGS);
    boolean documentation = version >= 3 && dice.oneIn(4);
    return Step.of(
        ApiKeys.DESCRIBE_CONFIGS,
        version,
        names ->
            new DescribeConfigsRequestData()
                .setIncludeSynonyms(synonyms)
                .setIncludeDocumentation(documentation)
                .setResources(
                    questions.stream()
                        .map(
                            question ->
                                new DescribeConfigsResource()
                                    .setResourceType(question.resource.type)
                                    .setResourceName(question.resource.name)
                                    .setConfigurationKeys(question.keys))
                        .toList()));
  }

  Step alter() {
    record Alteration(Resource resource, List<ConfigValues.Setting> settings) {}
    List<Alteration> alterations =
        dice.someBy(
            Alteration::resource,
            dice.mostly(6, 1, 2),
            () -> {
              Resource resource = resource();
              return new Alteration(
                  resource,
                  dice.oneIn(4) ? List.of() : dice.someDistinct(3, () -> setting(resource)));
            });
    boolean validateOnly = dice.oneIn(4);
    return Step.of(
        ApiKeys.ALTER_CONFIGS,
        dice.version(ApiKeys.ALTER_CONFIGS),
        names -> {
          AlterConfigsResourceCollection resources = new AlterConfigsResourceCollection();
          for (Alteration each : alterations) {
            AlterConfigsResource resource =
                new AlterConfigsResource()
                    .setResourceType(each.resource.type)
                    .setResourceName(each.resource.name);
            each.settings.forEach(
                setting ->
                    resource
                        .configs()
                        .add(
                            new AlterConfigsRequestData.AlterableConfig()
                                .setName(setting.name())
                                .setValue(setting.value())));
            resources.add(resource);
          }
          return new AlterConfigsRequestData()
              .setResources(resources)
              .setValidateOnly(validateOnly);
        });
  }

  Step alterIncrementally() {
    record Operation(byte type, ConfigValues.Setting setting) {}
    record Alteration(Resource resource, List<Operation> operations) {}
    List<Alteration> alterations =
        dice.someBy(
            Alteration::resource,
            dice.mostly(6, 1, 2),
            () -> {
              Resource resource = resource();
              return new Alteration(
                  resource,
                  dice.some(
                      3,
                      () ->
                          new Operation(
                              dice.mostly(2, (byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 1),
                              setting(resource))));
            });
    boolean validateOnly = dice.oneIn(4);
    return Step.of(
        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
        dice.version(ApiKeys.INCREMENTAL_ALTER_CONFIGS),
        names -> {
          IncrementalAlterConfigsRequestData request =
              new IncrementalAlterConfigsRequestData().setValidateOnly(validateOnly);
          for (Alteration each : alterations) {
            IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                    .setResourceType(each.resource.type)
                    .setResourceName(each.resource.name);
            each.operations.forEach(
                operation ->
                    resource
                        .configs()
                        .add(
                            new IncrementalAlterConfigsRequestData.AlterableConfig()
                                .setName(operation.setting.name())
                                .setConfigOperation(operation.type)
                                .setValue(operation.setting.value())));
            request.resources().add(resource);
          }
          return request;
        });
  }
}
