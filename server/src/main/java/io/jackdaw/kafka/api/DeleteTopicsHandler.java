package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.metadata.ZnodeTopics;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.quota.MutationPermits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * DeleteTopics (api key 20): marks topics for deletion, by name or by id, and answers when they are
 * gone. Source: DeleteTopicsRequest.json, KIP-4, KIP-516.
 */
public final class DeleteTopicsHandler
    implements ApiHandler<DeleteTopicsRequestData, DeleteTopicsResponseData> {
  private static final int FIRST_WITH_IDS = 6;

  /** From this version on clients understand THROTTLING_QUOTA_EXCEEDED. */
  private static final int FIRST_WITH_QUOTA = 5;

  private static final int FIRST_WITH_DELETION_DISABLED = 3;

  private final ZnodeTopics topics;
  private final ClusterView cluster;
  private final boolean deleteEnabled;
  private final ClientQuotas quotas;

  /**
   * @param deleteEnabled {@code delete.topic.enable}
   */
  public DeleteTopicsHandler(
      ZnodeTopics topics, ClusterView cluster, boolean deleteEnabled, ClientQuotas quotas) {
    this.quotas = quotas;
    this.topics = topics;
    this.cluster = cluster;
    this.deleteEnabled = deleteEnabled;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DELETE_TOPICS;
  }

  @Override
  public CompletionStage<DeleteTopicsResponseData> handle(
      RequestContext context, DeleteTopicsRequestData request) {
    if (!deleteEnabled) {
      Errors error =
          context.version() < FIRST_WITH_DELETION_DISABLED
              ? Errors.INVALID_REQUEST
              : Errors.TOPIC_DELETION_DISABLED;
      return CompletableFuture.completedStage(refuse(request, error, error.message()));
    }
    MutationPermits permits =
        quotas.mutations(context.user(), context.clientId(), context.version() >= FIRST_WITH_QUOTA);
    List<CompletableFuture<DeletableTopicResult>> results = new ArrayList<>();
    List<DeleteTopicState> all = asked(context, request);
    for (DeleteTopicState asked : new LinkedHashSet<>(all)) {
      if (isNamedToo(asked, all)) {
        continue; // Answered, and refused, by its name.
      }
      String mistake = mistake(asked, all);
      results.add(
          mistake == null
              ? delete(context, asked, all, request.timeoutMs(), permits).toCompletableFuture()
              : CompletableFuture.completedFuture(
                  result(asked.name(), asked.topicId(), Errors.INVALID_REQUEST, mistake)));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              DeleteTopicsResponseData response =
                  new DeleteTopicsResponseData().setThrottleTimeMs(permits.throttleTimeMs());
              results.forEach(result -> response.responses().add(result.join()));
              return response;
            });
  }

  private static List<DeleteTopicState> asked(
      RequestContext context, DeleteTopicsRequestData request) {
    if (context.version() < FIRST_WITH_IDS) {
      return request.topicNames().stream()
          .map(name -> new DeleteTopicState().setName(name))
          .toList();
    }
    return request.topics();
  }

  /** What is wrong with one of those asked for; null if nothing. */
  private static @Nullable String mistake(DeleteTopicState asked, List<DeleteTopicState> all) {
    boolean byId = !asked.topicId().equals(Uuid.ZERO_UUID);
    if (byId && asked.name() != null) {
      return "You may not specify both topic name and topic id.";
    }
    if (!byId && asked.name() == null) {
      return "Neither topic name nor id were specified.";
    }
    if (Collections.frequency(all, asked) > 1) {
      return byId ? "Duplicate topic id." : "Duplicate topic name.";
    }
    return null;
  }

  /** Whether this is one id, asked for once, of a topic whose name is asked for as well. */
  private boolean isNamedToo(DeleteTopicState asked, List<DeleteTopicState> all) {
    TopicImage topic = asked.name() == null ? cluster.image().topic(asked.topicId()) : null;
    return topic != null
        && Collections.frequency(all, asked) == 1
        && Collections.frequency(all, new DeleteTopicState().setName(topic.name())) == 1;
  }

  private CompletionStage<DeletableTopicResult> delete(
      RequestContext context,
      DeleteTopicState asked,
      List<DeleteTopicState> all,
      int timeoutMs,
      MutationPermits permits) {
    TopicImage topic =
        asked.name() == null
            ? cluster.image().topic(asked.topicId())
            : cluster.image().topic(asked.name());
    DeletableTopicResult forbidden = forbidden(context, asked, topic);
    if (forbidden != null) {
      return CompletableFuture.completedStage(forbidden);
    }
    if (topic == null) {
      Errors unknown =
          asked.name() == null ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
      return CompletableFuture.completedStage(
          result(asked.name(), asked.topicId(), unknown, unknown.message()));
    }
    if (asked.name() != null
        && all.contains(new DeleteTopicState().setName(null).setTopicId(topic.id()))) {
      return CompletableFuture.completedStage(
          result(
              topic.name(),
              topic.id(),
              Errors.INVALID_REQUEST,
              "The provided topic name maps to an ID that was already supplied."));
    }
    return topics
        .delete(topic.name(), timeoutMs, permits)
        .thenApply(
            error ->
                result(
                    topic.name(),
                    topic.id(),
                    error,
                    error == Errors.NONE ? null : error.message()));
  }

  /** Without a name for whom asks by id and may not even describe; null if it may delete. */
  private static @Nullable DeletableTopicResult forbidden(
      RequestContext context, DeleteTopicState asked, @Nullable TopicImage topic) {
    String name = topic == null ? asked.name() : topic.name();
    AclOperation wanted = topic == null ? AclOperation.DESCRIBE : AclOperation.DELETE;
    if (name == null || context.mayTopic(wanted, name)) {
      return null;
    }
    boolean hidden = asked.name() == null && !context.mayTopic(AclOperation.DESCRIBE, name);
    return result(
        hidden ? null : name,
        asked.topicId(),
        Errors.TOPIC_AUTHORIZATION_FAILED,
        Errors.TOPIC_AUTHORIZATION_FAILED.message());
  }

  private static DeletableTopicResult result(
      @Nullable String name, Uuid id, Errors error, @Nullable String message) {
    return new DeletableTopicResult()
        .setName(name)
        .setTopicId(id)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public DeleteTopicsResponseData refuse(
      DeleteTopicsRequestData request, Errors error, String message) {
    DeleteTopicsResponseData response = new DeleteTopicsResponseData();
    request
        .topicNames()
        .forEach(name -> response.responses().add(result(name, Uuid.ZERO_UUID, error, message)));
    request
        .topics()
        .forEach(it -> response.responses().add(result(it.name(), it.topicId(), error, message)));
    return response;
  }
}
