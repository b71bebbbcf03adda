package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.TopicCreation.Outcome;
import io.jackdaw.kafka.metadata.ZnodeTopics;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.quota.MutationPermits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * CreatePartitions (api key 37): adds partitions to topics, and answers when they have leaders.
 * Source: CreatePartitionsRequest.json, KIP-195.
 */
public final class CreatePartitionsHandler
    implements ApiHandler<CreatePartitionsRequestData, CreatePartitionsResponseData> {
  /** From this version on clients understand THROTTLING_QUOTA_EXCEEDED. */
  private static final int FIRST_WITH_QUOTA = 3;

  private final ZnodeTopics topics;
  private final ClientQuotas quotas;

  public CreatePartitionsHandler(ZnodeTopics topics, ClientQuotas quotas) {
    this.topics = topics;
    this.quotas = quotas;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CREATE_PARTITIONS;
  }

  @Override
  public CompletionStage<CreatePartitionsResponseData> handle(
      RequestContext context, CreatePartitionsRequestData request) {
    MutationPermits permits =
        quotas.mutations(context.user(), context.clientId(), context.version() >= FIRST_WITH_QUOTA);
    List<CompletableFuture<CreatePartitionsTopicResult>> results = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (CreatePartitionsTopic topic : request.topics()) {
      if (names.add(topic.name())) {
        results.add(
            context.mayTopic(AclOperation.ALTER, topic.name())
                ? grow(request, topic, permits).toCompletableFuture()
                : CompletableFuture.completedFuture(
                    result(
                        topic.name(),
                        Errors.TOPIC_AUTHORIZATION_FAILED,
                        Errors.TOPIC_AUTHORIZATION_FAILED.message())));
      }
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                new CreatePartitionsResponseData()
                    .setThrottleTimeMs(permits.throttleTimeMs())
                    .setResults(results.stream().map(CompletableFuture::join).toList()));
  }

  private CompletionStage<CreatePartitionsTopicResult> grow(
      CreatePartitionsRequestData request, CreatePartitionsTopic topic, MutationPermits permits) {
    if (request.topics().findAll(topic.name()).size() > 1) {
      return CompletableFuture.completedStage(
          result(topic.name(), Errors.INVALID_REQUEST, "Duplicate topic name."));
    }
    List<List<Integer>> assignment =
        topic.assignments() == null
            ? null
            : topic.assignments().stream().map(CreatePartitionsAssignment::brokerIds).toList();
    return topics
        .grow(
            topic.name(),
            topic.count(),
            assignment,
            request.validateOnly(),
            request.timeoutMs(),
            permits)
        .thenApply(
            outcome ->
                switch (outcome) {
                  case Outcome.Created created -> result(topic.name(), Errors.NONE, null);
                  case Outcome.Refused refused ->
                      result(topic.name(), refused.error(), refused.message());
                });
  }

  private static CreatePartitionsTopicResult result(
      String name, Errors error, @Nullable String message) {
    return new CreatePartitionsTopicResult()
        .setName(name)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public CreatePartitionsResponseData refuse(
      CreatePartitionsRequestData request, Errors error, String message) {
    return new CreatePartitionsResponseData()
        .setResults(
            request.topics().stream().map(topic -> result(topic.name(), error, message)).toList());
  }
}
