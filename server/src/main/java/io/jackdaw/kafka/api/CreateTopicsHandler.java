package io.jackdaw.kafka.api;

import io.jackdaw.kafka.config.ConfigEntry;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicCreation;
import io.jackdaw.kafka.metadata.TopicCreation.NewTopic;
import io.jackdaw.kafka.metadata.TopicCreation.Outcome;
import io.jackdaw.kafka.metadata.TopicCreation.Placement;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.quota.MutationPermits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * CreateTopics (api key 19): creates topics, and answers when their partitions have leaders. Any
 * broker serves it: the tree decides who was first. Source: CreateTopicsRequest.json, KIP-4,
 * KIP-525.
 */
public final class CreateTopicsHandler
    implements ApiHandler<CreateTopicsRequestData, CreateTopicsResponseData> {
  private final TopicCreation topics;
  private final ClusterView cluster;
  private final EffectiveConfigs configs;
  private final ClientQuotas quotas;

  /** From this version on clients understand THROTTLING_QUOTA_EXCEEDED. */
  private static final int FIRST_WITH_QUOTA = 6;

  /** Source: MAX_PARTITIONS_PER_BATCH of Kafka's ReplicationControlManager. */
  static final int MAX_PARTITIONS = 10_000;

  public CreateTopicsHandler(
      TopicCreation topics, ClusterView cluster, EffectiveConfigs configs, ClientQuotas quotas) {
    this.quotas = quotas;
    this.topics = topics;
    this.cluster = cluster;
    this.configs = configs;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CREATE_TOPICS;
  }

  @Override
  public CompletionStage<CreateTopicsResponseData> handle(
      RequestContext context, CreateTopicsRequestData request) {
    if (partitions(request) > MAX_PARTITIONS) {
      throw new PolicyViolationException("Excessively large number of partitions per request.");
    }
    MutationPermits permits =
        quotas.mutations(context.user(), context.clientId(), context.version() >= FIRST_WITH_QUOTA);
    List<CompletableFuture<CreatableTopicResult>> results = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (CreatableTopic topic : request.topics()) {
      if (names.add(topic.name())) {
        results.add(
            isAllowed(context, topic.name())
                ? create(context, request, topic, permits).toCompletableFuture()
                : CompletableFuture.completedFuture(forbidden(topic.name())));
      }
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              CreateTopicsResponseData response =
                  new CreateTopicsResponseData().setThrottleTimeMs(permits.throttleTimeMs());
              results.forEach(result -> response.topics().add(result.join()));
              return response;
            });
  }

  /** Whoever may create in the cluster may create any topic. */
  static boolean isAllowed(RequestContext context, String topic) {
    return context.access().sees(AclOperation.CREATE, ResourceType.CLUSTER, Resource.CLUSTER_NAME)
        || context.mayTopic(AclOperation.CREATE, topic);
  }

  private static CreatableTopicResult forbidden(String topic) {
    return refused(topic, Errors.TOPIC_AUTHORIZATION_FAILED, "Authorization failed.");
  }

  private static long partitions(CreateTopicsRequestData request) {
    long partitions = 0;
    for (CreatableTopic topic : request.topics()) {
      partitions += Math.max(topic.assignments().size(), Math.max(1, topic.numPartitions()));
    }
    return partitions;
  }

  private CompletionStage<CreatableTopicResult> create(
      RequestContext context,
      CreateTopicsRequestData request,
      CreatableTopic topic,
      MutationPermits permits) {
    if (request.topics().findAll(topic.name()).size() > 1) {
      return CompletableFuture.completedStage(
          refused(topic.name(), Errors.INVALID_REQUEST, "Duplicate topic name."));
    }
    NewTopic asked = asked(topic);
    return topics
        .create(asked, request.validateOnly(), request.timeoutMs(), permits)
        .thenApply(
            outcome ->
                switch (outcome) {
                  case Outcome.Refused refused ->
                      refused(topic.name(), refused.error(), refused.message());
                  case Outcome.Created created -> created(context, asked, created);
                });
  }

  private static NewTopic asked(CreatableTopic topic) {
    List<Placement> placements =
        topic.assignments().stream()
            .map(it -> new Placement(it.partitionIndex(), it.brokerIds()))
            .toList();
    Map<String, String> overrides = new HashMap<>();
    List<String> keysWithoutValue = new ArrayList<>();
    for (CreatableTopicConfig config : topic.configs()) {
      if (config.value() == null) {
        keysWithoutValue.add(config.name());
      } else {
        overrides.put(config.name(), config.value());
      }
    }
    return new NewTopic(
        topic.name(),
        topic.numPartitions(),
        topic.replicationFactor(),
        placements,
        overrides,
        keysWithoutValue);
  }

  private CreatableTopicResult created(
      RequestContext context, NewTopic topic, Outcome.Created created) {
    if (!context.access().sees(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, topic.name())) {
      return new CreatableTopicResult()
          .setName(topic.name())
          .setErrorMessage(null)
          .setTopicId(created.topicId())
          .setTopicConfigErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
    }
    List<CreatableTopicConfigs> values = new ArrayList<>();
    for (ConfigEntry entry : configs.describeTopic(cluster.image().configs(), topic.configs())) {
      values.add(
          new CreatableTopicConfigs()
              .setName(entry.name())
              .setValue(topic.configs().getOrDefault(entry.name(), entry.value()))
              .setReadOnly(entry.readOnly())
              .setConfigSource(entry.source().id())
              .setIsSensitive(entry.sensitive()));
    }
    return new CreatableTopicResult()
        .setName(topic.name())
        .setErrorMessage(null)
        .setTopicId(created.topicId())
        .setNumPartitions(created.assignment().size())
        .setReplicationFactor((short) created.assignment().firstEntry().getValue().size())
        .setConfigs(values);
  }

  private static CreatableTopicResult refused(String name, Errors error, @Nullable String message) {
    return new CreatableTopicResult()
        .setName(name)
        .setErrorCode(error.code())
        .setErrorMessage(message == null ? error.message() : message)
        .setConfigs(List.of());
  }

  @Override
  public CreateTopicsResponseData refuse(
      CreateTopicsRequestData request, Errors error, String message) {
    CreateTopicsResponseData response = new CreateTopicsResponseData();
    request.topics().forEach(topic -> response.topics().add(refused(topic.name(), error, message)));
    return response;
  }
}
