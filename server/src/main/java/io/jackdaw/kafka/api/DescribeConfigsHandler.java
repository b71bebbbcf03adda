package io.jackdaw.kafka.api;

import io.jackdaw.kafka.config.ClientMetricsRules;
import io.jackdaw.kafka.config.ConfigEntry;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.config.GroupRules;
import io.jackdaw.kafka.config.LoggerLevels;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.ConfigEntity;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/**
 * DescribeConfigs (api key 32): the values in force for a topic, this broker, all brokers, this
 * broker's loggers or a subscription to metrics, and where they come from. Source:
 * DescribeConfigsRequest.json, KIP-226, KIP-569.
 */
public final class DescribeConfigsHandler
    implements ApiHandler<DescribeConfigsRequestData, DescribeConfigsResponseData> {
  private final ClusterView cluster;
  private final int brokerId;
  private final EffectiveConfigs configs;

  public DescribeConfigsHandler(ClusterView cluster, int brokerId, EffectiveConfigs configs) {
    this.cluster = cluster;
    this.brokerId = brokerId;
    this.configs = configs;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_CONFIGS;
  }

  @Override
  public CompletionStage<DescribeConfigsResponseData> handle(
      RequestContext context, DescribeConfigsRequestData request) {
    if (request.resources().stream().anyMatch(it -> typeOf(it) == ConfigResource.Type.UNKNOWN)) {
      // Apache Kafka does not even begin then, and says of each resource what the error means.
      return CompletableFuture.completedStage(
          refuse(request, Errors.INVALID_REQUEST, Errors.INVALID_REQUEST.message()));
    }
    return CompletableFuture.completedStage(
        new DescribeConfigsResponseData()
            .setResults(
                request.resources().stream()
                    .map(resource -> describe(context, request, resource))
                    .toList()));
  }

  private DescribeConfigsResult describe(
      RequestContext context,
      DescribeConfigsRequestData request,
      DescribeConfigsResource resource) {
    Errors forbidden =
        ConfigAccess.check(
            context,
            AclOperation.DESCRIBE_CONFIGS,
            resource.resourceType(),
            resource.resourceName());
    if (forbidden != Errors.NONE) {
      return result(resource).setErrorCode(forbidden.code()).setErrorMessage(forbidden.message());
    }
    try {
      return result(resource)
          .setConfigs(
              entries(resource).stream()
                  .filter(entry -> isWanted(resource, entry.name()))
                  .map(entry -> describe(request, entry))
                  .toList());
    } catch (ApiException refused) {
      return result(resource)
          .setErrorCode(Errors.forException(refused).code())
          .setErrorMessage(refused.getMessage());
    }
  }

  private static DescribeConfigsResult result(DescribeConfigsResource resource) {
    return new DescribeConfigsResult()
        .setResourceType(resource.resourceType())
        .setResourceName(resource.resourceName());
  }

  private static boolean isWanted(DescribeConfigsResource resource, String name) {
    List<String> keys = resource.configurationKeys();
    return keys == null || keys.isEmpty() || keys.contains(name);
  }

  private static ConfigResource.Type typeOf(DescribeConfigsResource resource) {
    return ConfigResource.Type.forId(resource.resourceType());
  }

  private List<ConfigEntry> entries(DescribeConfigsResource resource) {
    ClusterImage image = cluster.image();
    String name = resource.resourceName();
    return switch (typeOf(resource)) {
      case TOPIC -> {
        Topic.validate(name);
        TopicImage topic = image.topic(name);
        if (topic == null || topic.deleting()) {
          throw new UnknownTopicOrPartitionException("");
        }
        yield configs.describeTopic(image.configs(), image.configs().topic(name));
      }
      case BROKER -> {
        if (name.isEmpty()) {
          yield configs.describeBrokerDefaults(image.configs());
        }
        if (BrokerName.parse("Broker", name) != brokerId) {
          throw new InvalidRequestException(
              "Unexpected broker id, expected %d or empty string, but received %s"
                  .formatted(brokerId, name));
        }
        yield configs.describeBroker(image.configs());
      }
      case BROKER_LOGGER -> {
        if (name.isEmpty()) {
          throw new InvalidRequestException("Broker id must not be empty");
        }
        if (BrokerName.parse("Broker", name) != brokerId) {
          throw new InvalidRequestException(
              "Unexpected broker id, expected %d but received %s".formatted(brokerId, name));
        }
        yield LoggerLevels.describe();
      }
      case CLIENT_METRICS -> {
        if (name.isEmpty()) {
          throw new InvalidRequestException("Client metrics subscription name must not be empty");
        }
        yield ClientMetricsRules.describe(image.configs().of(ConfigEntity.clientMetrics(name)));
      }
      case GROUP -> {
        if (name.isEmpty()) {
          throw new InvalidRequestException("Group name must not be empty");
        }
        yield GroupRules.describe(
            image.configs().ofGroup(name), configs.describeBroker(image.configs()));
      }
      case UNKNOWN ->
          throw new InvalidRequestException(
              "Configurations of type UNKNOWN are not served by this broker");
    };
  }

  private static DescribeConfigsResourceResult describe(
      DescribeConfigsRequestData request, ConfigEntry entry) {
    ConfigType type =
        entry.type() == null ? ConfigType.UNKNOWN : ConfigType.valueOf(entry.type().name());
    return new DescribeConfigsResourceResult()
        .setName(entry.name())
        .setValue(entry.value())
        .setReadOnly(entry.readOnly())
        .setIsSensitive(entry.sensitive())
        .setConfigSource(entry.source().id())
        .setConfigType(type.id())
        .setDocumentation(request.includeDocumentation() ? entry.documentation() : null)
        .setSynonyms(
            request.includeSynonyms()
                ? entry.synonyms().stream()
                    .map(
                        it ->
                            new DescribeConfigsSynonym()
                                .setName(it.name())
                                .setValue(it.value())
                                .setSource(it.source().id()))
                    .toList()
                : List.of());
  }

  @Override
  public DescribeConfigsResponseData refuse(
      DescribeConfigsRequestData request, Errors error, String message) {
    return new DescribeConfigsResponseData()
        .setResults(
            request.resources().stream()
                .map(it -> result(it).setErrorCode(error.code()).setErrorMessage(message))
                .toList());
  }
}
