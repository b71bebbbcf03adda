package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicCreation;
import io.jackdaw.kafka.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Metadata (api key 3): brokers, topics, and who leads their partitions, as seen from the listener
 * that was asked.
 *
 * <p>A topic that is missing is created when client and broker both allow it. The answer then waits
 * for its leaders, for as long as {@link TopicCreation} does, so that the first answer is of use.
 * Source: MetadataRequest.json, KIP-516.
 */
public final class MetadataHandler
    implements ApiHandler<MetadataRequestData, MetadataResponseData> {
  private static final int FIRST_WITH_TOPIC_IDS = 12;
  private static final int FIRST_WITH_LISTENER_ERROR = 6;
  private static final int FIRST_WITH_CHOICE_OF_CREATION = 4;

  private final ClusterView cluster;
  private final TopicCreation creation;
  private final boolean autoCreate;

  /**
   * @param autoCreate {@code auto.create.topics.enable}
   */
  public MetadataHandler(ClusterView cluster, TopicCreation creation, boolean autoCreate) {
    this.cluster = cluster;
    this.creation = creation;
    this.autoCreate = autoCreate;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.METADATA;
  }

  @Override
  public CompletionStage<MetadataResponseData> handle(
      RequestContext context, MetadataRequestData request) {
    if (request.topics() == null || (context.version() == 0 && request.topics().isEmpty())) {
      return CompletableFuture.completedStage(everything(context, request));
    }
    checkIds(context, request.topics());
    if (request.topics().stream().anyMatch(MetadataHandler::byId)) {
      // As Apache does: who asks by id is not told of names.
      request.topics().removeIf(topic -> !byId(topic));
    }
    List<String> missing = missing(context, request);
    boolean mayCreate =
        autoCreate
            && (context.version() < FIRST_WITH_CHOICE_OF_CREATION
                || request.allowAutoTopicCreation());
    if (missing.isEmpty() || !mayCreate) {
      return CompletableFuture.completedStage(named(context, request, Map.of()));
    }
    Map<String, Errors> forbidden = new HashMap<>();
    missing.stream()
        .filter(topic -> !CreateTopicsHandler.isAllowed(context, topic))
        .forEach(topic -> forbidden.put(topic, Errors.TOPIC_AUTHORIZATION_FAILED));
    return create(missing.stream().filter(topic -> !forbidden.containsKey(topic)).toList())
        .thenApply(
            refusals -> {
              refusals.putAll(forbidden);
              return named(context, request, refusals);
            });
  }

  private static void checkIds(RequestContext context, List<MetadataRequestTopic> topics) {
    for (MetadataRequestTopic topic : topics) {
      if ((topic.name() == null || byId(topic)) && context.version() < FIRST_WITH_TOPIC_IDS) {
        throw new InvalidRequestException(
            "Metadata version %d cannot ask by topic id".formatted(context.version()));
      }
    }
  }

  private static boolean byId(MetadataRequestTopic topic) {
    return !topic.topicId().equals(Uuid.ZERO_UUID);
  }

  private List<String> missing(RequestContext context, MetadataRequestData request) {
    ClusterImage image = cluster.image();
    return request.topics().stream()
        .map(MetadataRequestTopic::name)
        .filter(name -> name != null && Topic.isValid(name) && image.topic(name) == null)
        .filter(name -> context.mayTopic(AclOperation.DESCRIBE, name))
        .distinct()
        .toList();
  }

  /** Creates all at once; the errors of those that could not be. */
  private CompletionStage<Map<String, Errors>> create(List<String> names) {
    Map<String, CompletableFuture<TopicCreation.Outcome>> creations = new HashMap<>();
    names.forEach(
        name -> creations.put(name, creation.createWithDefaults(name).toCompletableFuture()));
    return CompletableFuture.allOf(creations.values().toArray(CompletableFuture[]::new))
        .thenApply(
            created -> {
              Map<String, Errors> refusals = new HashMap<>();
              creations.forEach((name, outcome) -> refusals.put(name, told(outcome.join())));
              return refusals;
            });
  }

  /** What a client is told that did not ask for a creation but for metadata. */
  private static Errors told(TopicCreation.Outcome outcome) {
    return switch (outcome.error()) {
      case NONE, TOPIC_ALREADY_EXISTS, REQUEST_TIMED_OUT -> Errors.LEADER_NOT_AVAILABLE;
      case INVALID_TOPIC_EXCEPTION, POLICY_VIOLATION, INVALID_REPLICATION_FACTOR -> outcome.error();
      default -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
    };
  }

  private MetadataResponseData everything(RequestContext context, MetadataRequestData request) {
    ClusterImage image = cluster.image();
    MetadataResponseData response = brokers(context, request, image);
    image.topics().values().stream()
        .filter(topic -> !topic.deleting() && context.seesTopic(topic.name()))
        .forEach(topic -> response.topics().add(describe(context, request, image, topic)));
    return response;
  }

  private MetadataResponseData named(
      RequestContext context, MetadataRequestData request, Map<String, Errors> refusals) {
    ClusterImage image = cluster.image();
    MetadataResponseData response = brokers(context, request, image);
    for (MetadataRequestTopic asked : request.topics()) {
      TopicImage topic = find(image, asked);
      String name = topic == null ? asked.name() : topic.name();
      if (name != null && !context.mayTopic(AclOperation.DESCRIBE, name)) {
        response.topics().add(forbidden(context, asked));
      } else if (topic == null || topic.deleting()) {
        MetadataResponseTopic unknown = unknown(context, asked, refusals);
        if (request.includeTopicAuthorizedOperations() && unknown.name() != null) {
          unknown.setTopicAuthorizedOperations(
              AuthorizedOperations.onTopic(context, unknown.name()));
        }
        response.topics().add(unknown);
      } else if (response.topics().find(topic.name()) == null) {
        response.topics().add(describe(context, request, image, topic));
      }
    }
    return response;
  }

  /** Says no more than was asked, so that nobody learns which topics there are. */
  private static MetadataResponseTopic forbidden(
      RequestContext context, MetadataRequestTopic asked) {
    boolean byId = byId(asked) && context.version() >= FIRST_WITH_TOPIC_IDS;
    return new MetadataResponseTopic()
        .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
        .setName(byId ? null : asked.name())
        .setTopicId(byId ? asked.topicId() : Uuid.ZERO_UUID);
  }

  private static @Nullable TopicImage find(ClusterImage image, MetadataRequestTopic asked) {
    return byId(asked) ? image.topic(asked.topicId()) : image.topic(asked.name());
  }

  private static MetadataResponseTopic unknown(
      RequestContext context, MetadataRequestTopic asked, Map<String, Errors> refusals) {
    boolean byId = byId(asked);
    String name = asked.name();
    Errors error;
    if (byId) {
      error = Errors.UNKNOWN_TOPIC_ID;
    } else if (!Topic.isValid(name)) {
      error = Errors.INVALID_TOPIC_EXCEPTION;
    } else {
      error = refusals.getOrDefault(name, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
    return new MetadataResponseTopic()
        .setErrorCode(error.code())
        .setName(byId && context.version() >= FIRST_WITH_TOPIC_IDS ? null : name)
        .setTopicId(asked.topicId())
        .setIsInternal(!byId && Topic.isInternal(name));
  }

  private static MetadataResponseData brokers(
      RequestContext context, MetadataRequestData request, ClusterImage image) {
    MetadataResponseData response =
        new MetadataResponseData()
            .setClusterId(image.clusterId())
            .setControllerId(image.controllerId());
    if (request.includeClusterAuthorizedOperations()) {
      response.setClusterAuthorizedOperations(AuthorizedOperations.onCluster(context));
    }
    for (BrokerImage broker : image.brokers().values()) {
      broker
          .endpoint(context.listener())
          .ifPresent(
              endpoint ->
                  response
                      .brokers()
                      .add(
                          new MetadataResponseBroker()
                              .setNodeId(broker.id())
                              .setHost(endpoint.host())
                              .setPort(endpoint.port())
                              .setRack(broker.rack())));
    }
    return response;
  }

  private static MetadataResponseTopic describe(
      RequestContext context, MetadataRequestData request, ClusterImage image, TopicImage topic) {
    TopicPartitionsDescription description =
        new TopicPartitionsDescription(image, context.listener());
    List<MetadataResponsePartition> partitions = new ArrayList<>(topic.partitions().size());
    topic
        .partitions()
        .forEach(
            (index, partition) ->
                partitions.add(describe(context.version(), description, index, partition)));
    MetadataResponseTopic described =
        new MetadataResponseTopic()
            .setName(topic.name())
            .setTopicId(topic.id())
            .setIsInternal(Topic.isInternal(topic.name()))
            .setPartitions(partitions);
    if (request.includeTopicAuthorizedOperations()) {
      described.setTopicAuthorizedOperations(AuthorizedOperations.onTopic(context, topic.name()));
    }
    return described;
  }

  private static MetadataResponsePartition describe(
      short version, TopicPartitionsDescription description, int index, PartitionImage partition) {
    Errors error = description.error(partition);
    if (error == Errors.LISTENER_NOT_FOUND && version < FIRST_WITH_LISTENER_ERROR) {
      error = Errors.LEADER_NOT_AVAILABLE;
    }
    return new MetadataResponsePartition()
        .setErrorCode(error.code())
        .setPartitionIndex(index)
        .setLeaderId(description.leader(partition))
        .setLeaderEpoch(partition.leaderEpoch())
        .setReplicaNodes(reachable(version, description, partition.replicas()))
        .setIsrNodes(reachable(version, description, partition.isr()))
        .setOfflineReplicas(description.offline(partition));
  }

  /** Clients of version 0 cannot handle replicas on brokers that they are not told of. */
  private static List<Integer> reachable(
      short version, TopicPartitionsDescription description, List<Integer> replicas) {
    return version > 0 ? replicas : replicas.stream().filter(description::isReachable).toList();
  }

  @Override
  public MetadataResponseData refuse(MetadataRequestData request, Errors error, String message) {
    MetadataResponseData response = new MetadataResponseData().setErrorCode(error.code());
    if (request.topics() != null) {
      for (MetadataRequestTopic topic : request.topics()) {
        response
            .topics()
            .add(
                new MetadataResponseTopic()
                    .setName(topic.name() == null ? "" : topic.name())
                    .setTopicId(topic.topicId())
                    .setErrorCode(error.code()));
      }
    }
    return response;
  }
}
