package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.TransactionalProducer;
import io.jackdaw.kafka.group.CommitRequest;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.log.VerificationGuard;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponsePartition;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData.TxnOffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * TxnOffsetCommit (api key 28): stores a group's positions within a producer's transaction. Source:
 * TxnOffsetCommitRequest.json, KIP-98, KIP-447, KIP-890, KIP-1319.
 */
public final class TxnOffsetCommitHandler
    implements ApiHandler<TxnOffsetCommitRequestData, TxnOffsetCommitResponseData> {
  private static final short FIRST_TO_KNOW_LOADING = 2;
  private static final short FIRST_WITH_TOPIC_IDS = 6;

  private final GroupCoordinator groups;
  private final TransactionAdmission admission;
  private final ClusterView cluster;

  public TxnOffsetCommitHandler(
      GroupCoordinator groups, TransactionAdmission admission, ClusterView cluster) {
    this.groups = groups;
    this.admission = admission;
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.TXN_OFFSET_COMMIT;
  }

  @Override
  public CompletionStage<TxnOffsetCommitResponseData> handle(
      RequestContext context, TxnOffsetCommitRequestData request) {
    Errors forbidden = forbidden(context, request);
    if (forbidden != Errors.NONE) {
      return CompletableFuture.completedFuture(refuse(request, forbidden, forbidden.message()));
    }
    boolean byId = context.version() >= FIRST_WITH_TOPIC_IDS;
    CommitSlots slots = new CommitSlots(context, cluster.image(), byId);
    TxnOffsetCommitResponseData response = new TxnOffsetCommitResponseData();
    for (TxnOffsetCommitRequestTopic topic : request.topics()) {
      TopicImage known = slots.topic(topic.topicId(), topic.name());
      TxnOffsetCommitResponseTopic answer =
          new TxnOffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
      response.topics().add(answer);
      for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
        TxnOffsetCommitResponsePartition slot =
            new TxnOffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
        answer.partitions().add(slot);
        slots.add(
            known,
            topic.name(),
            partition.partitionIndex(),
            partition.committedOffset(),
            partition.committedLeaderEpoch(),
            partition.committedMetadata(),
            slot::setErrorCode);
      }
    }
    if (slots.entries().isEmpty()) {
      return CompletableFuture.completedFuture(response);
    }
    return commit(context, request, slots.entries())
        .thenApply(
            errors -> {
              slots.answer(errors.stream().map(error -> known(context, error)).toList());
              return response;
            });
  }

  private static Errors forbidden(RequestContext context, TxnOffsetCommitRequestData request) {
    if (!context.mayTransaction(AclOperation.WRITE, request.transactionalId())) {
      return Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    }
    return context.mayGroup(AclOperation.READ, request.groupId())
        ? Errors.NONE
        : Errors.GROUP_AUTHORIZATION_FAILED;
  }

  private CompletionStage<List<Errors>> commit(
      RequestContext context,
      TxnOffsetCommitRequestData request,
      List<CommitRequest.Entry> entries) {
    CommitRequest commit =
        new CommitRequest(
            request.groupId(),
            request.generationIdOrMemberEpoch(),
            request.memberId(),
            request.groupInstanceId(),
            -1,
            false,
            entries);
    if (request.groupId().isEmpty()) {
      return CompletableFuture.completedFuture(
          Collections.nCopies(entries.size(), Errors.INVALID_GROUP_ID));
    }
    TransactionAdmission.Terms terms =
        TransactionAdmission.Terms.ofTxnOffsetCommit(context.version());
    TransactionalProducer producer =
        groups.verify(
            request.groupId(), request.producerId(), request.producerEpoch(), terms.adds());
    if (producer.guard() == VerificationGuard.FENCED) {
      return CompletableFuture.completedFuture(
          Collections.nCopies(entries.size(), Errors.INVALID_PRODUCER_EPOCH));
    }
    if (producer.guard() == null) {
      return groups.commit(commit, producer);
    }
    TopicPartition offsets =
        new TopicPartition(Topic.GROUP_METADATA_TOPIC_NAME, groups.partitionOf(request.groupId()));
    return admission
        .admit(
            request.transactionalId(),
            request.producerId(),
            request.producerEpoch(),
            Set.of(offsets),
            terms)
        .thenCompose(
            refused -> {
              Errors refusal = refused.getOrDefault(offsets, Errors.NONE);
              return refusal == Errors.NONE
                  ? groups.commit(commit, producer)
                  : CompletableFuture.completedFuture(Collections.nCopies(entries.size(), refusal));
            });
  }

  /** Producers before 2.3 might have crashed over a coordinator that is loading. */
  private static Errors known(RequestContext context, Errors error) {
    return error == Errors.COORDINATOR_LOAD_IN_PROGRESS && context.version() < FIRST_TO_KNOW_LOADING
        ? Errors.COORDINATOR_NOT_AVAILABLE
        : error;
  }

  @Override
  public TxnOffsetCommitResponseData refuse(
      TxnOffsetCommitRequestData request, Errors error, String message) {
    TxnOffsetCommitResponseData response = new TxnOffsetCommitResponseData();
    for (TxnOffsetCommitRequestTopic topic : request.topics()) {
      TxnOffsetCommitResponseTopic answer =
          new TxnOffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
      for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
        answer
            .partitions()
            .add(
                new TxnOffsetCommitResponsePartition()
                    .setPartitionIndex(partition.partitionIndex())
                    .setErrorCode(error.code()));
      }
      response.topics().add(answer);
    }
    return response;
  }
}
