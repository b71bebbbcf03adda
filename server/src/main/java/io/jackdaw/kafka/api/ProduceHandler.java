package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.AppendOrigin;
import io.jackdaw.log.AppendResult;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.log.AppendResult.Duplicate;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ProduceResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Produce (api key 0): appends record batches, each where the socket put it, to their partitions.
 *
 * <p>Versions 0 to 2 are advertised for librdkafka's sake and refused by closing, as in Apache
 * Kafka. Source: ProduceRequest.json, KAFKA-18659, KIP-467, KIP-890, KIP-951.
 */
public final class ProduceHandler implements ApiHandler<ProduceRequestData, ProduceResponseData> {
  private static final int FIRST_WITH_TOPIC_IDS = 13;
  private static final int FIRST_WITH_ENDPOINTS = 10;
  private static final short ALL = -1;
  private static final int ANY_EPOCH = -1;
  private static final String ADMIN_CLIENT = "__admin_client";

  private final Partitions partitions;
  private final ClusterView cluster;
  private final LeaderHints leaders;
  private final TransactionalProduce transactional;

  public ProduceHandler(
      Partitions partitions, ClusterView cluster, TransactionAdmission admission) {
    this.partitions = partitions;
    this.cluster = cluster;
    this.leaders = new LeaderHints(cluster);
    this.transactional = new TransactionalProduce(partitions, admission);
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.PRODUCE;
  }

  /** Errors that say nothing about the log; as Apache Kafka answers. */
  private static final Set<Errors> WITHOUT_LOG_START =
      Set.of(
          Errors.NOT_LEADER_OR_FOLLOWER,
          Errors.UNKNOWN_TOPIC_OR_PARTITION,
          Errors.MESSAGE_TOO_LARGE,
          Errors.RECORD_LIST_TOO_LARGE,
          Errors.CORRUPT_MESSAGE,
          Errors.KAFKA_STORAGE_ERROR);

  /** Batches of transactions may have to wait for the coordinator; all others never do. */
  @Override
  public CompletionStage<@Nullable ProduceResponseData> handle(
      RequestContext context, ProduceRequestData request) {
    if (request.transactionalId() != null
        && !context.mayTransaction(AclOperation.WRITE, request.transactionalId())) {
      Errors error = Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
      return request.acks() == 0
          ? unanswered(error)
          : CompletableFuture.completedFuture(refuse(request, error, error.message()));
    }
    return request.transactionalId() == null && transactional.isIdle()
        ? append(context, request, TransactionalProduce.NOTHING_ASKED)
        : transactional.admit(
            context,
            request,
            topic -> writable(context, topic),
            admitted -> append(context, request, admitted));
  }

  private CompletionStage<@Nullable ProduceResponseData> append(
      RequestContext context, ProduceRequestData request, TransactionalProduce.Admitted admitted) {
    short acks = request.acks();
    ProduceResponseData response = new ProduceResponseData();
    List<CompletableFuture<?>> commits = new ArrayList<>(0);
    Errors worst = Errors.NONE;
    for (TopicProduceData topic : request.topicData()) {
      TopicProduceResponse answer = topic(response, topic);
      String name = nameOf(context, topic);
      for (PartitionProduceData data : topic.partitionData()) {
        PartitionProduceResponse appended =
            name == null
                ? refused(data.index(), Errors.UNKNOWN_TOPIC_ID)
                : append(context, request, name, topic.topicId(), data, admitted, commits);
        answer.partitionResponses().add(appended);
        if (appended.errorCode() != 0) {
          worst = Errors.forCode(appended.errorCode());
          if (name != null) {
            hint(context, name, appended, response);
          }
        }
      }
    }
    if (acks == 0) {
      return unanswered(worst);
    }
    return commits.isEmpty()
        ? CompletableFuture.completedFuture(response)
        : CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new))
            .thenApply(committed -> response);
  }

  @Override
  public ProduceResponseData refuse(ProduceRequestData request, Errors error, String message) {
    ProduceResponseData response = new ProduceResponseData();
    for (TopicProduceData topic : request.topicData()) {
      TopicProduceResponse answer = topic(response, topic);
      for (PartitionProduceData data : topic.partitionData()) {
        answer.partitionResponses().add(refused(data.index(), error).setErrorMessage(message));
      }
    }
    return response;
  }

  /** A client that wants no answer learns of an error by the end of its connection. */
  private static CompletionStage<@Nullable ProduceResponseData> unanswered(Errors worst) {
    return worst == Errors.NONE
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new CloseConnectionException("produce with acks=0 was refused with " + worst));
  }

  /** Null also for what the client may not write: its coordinator is not to hear of that. */
  private @Nullable String writable(RequestContext context, TopicProduceData topic) {
    String name = nameOf(context, topic);
    return name != null && context.mayTopic(AclOperation.WRITE, name) ? name : null;
  }

  private @Nullable String nameOf(RequestContext context, TopicProduceData topic) {
    return context.version() >= FIRST_WITH_TOPIC_IDS
        ? cluster.image().topicNames().get(topic.topicId())
        : topic.name();
  }

  private PartitionProduceResponse append(
      RequestContext context,
      ProduceRequestData request,
      String topic,
      Uuid topicId,
      PartitionProduceData data,
      TransactionalProduce.Admitted admitted,
      List<CompletableFuture<?>> commits) {
    if (!context.mayTopic(AclOperation.WRITE, topic)) {
      return refused(data.index(), Errors.TOPIC_AUTHORIZATION_FAILED);
    }
    ByteBuffer records =
        data.records() instanceof MemoryRecords memory ? memory.buffer() : ByteBuffer.allocate(0);
    if (request.transactionalId() == null && TransactionalProduce.isTransactional(records)) {
      return refused(data.index(), Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    }
    Partition partition = partitions.find(topic, data.index());
    if (partition == null) {
      return refused(data.index(), partitions.absence(topic, data.index()));
    }
    Errors invalid = BatchCheck.check(records, context.version());
    if (invalid != Errors.NONE) {
      return refused(data.index(), invalid);
    }
    if (request.acks() != 0 && request.acks() != 1 && request.acks() != ALL) {
      return refused(data.index(), Errors.INVALID_REQUIRED_ACKS);
    }
    if (Topic.isInternal(topic) && !context.clientId().equals(ADMIN_CLIENT)) {
      return refused(data.index(), Errors.INVALID_TOPIC_EXCEPTION);
    }
    if (!topicId.equals(Uuid.ZERO_UUID) && !partition.topicId().equals(topicId)) {
      return refused(data.index(), Errors.UNKNOWN_TOPIC_ID);
    }
    TransactionalProduce.Refusal notAdmitted = admitted.refusal(partition.name());
    if (notAdmitted != null) {
      return refused(data.index(), notAdmitted.error()).setErrorMessage(notAdmitted.message());
    }
    boolean toAll = request.acks() == ALL;
    AppendResult result =
        partition.append(
            records, AppendOrigin.CLIENT, toAll, ANY_EPOCH, admitted.guard(partition.name()));
    PartitionProduceResponse answer = answer(data.index(), result, partition);
    if (request.acks() != 0 && !(result instanceof Refused)) {
      awaitCommit(context, request, partition, lastOffset(result), answer, commits);
    }
    return answer;
  }

  private static long lastOffset(AppendResult result) {
    return switch (result) {
      case Appended appended -> appended.lastOffset();
      case Duplicate duplicate -> duplicate.lastOffset();
      case Refused refused -> throw new IllegalStateException("not appended: " + refused);
    };
  }

  private static void awaitCommit(
      RequestContext context,
      ProduceRequestData request,
      Partition partition,
      long last,
      PartitionProduceResponse answer,
      List<CompletableFuture<?>> commits) {
    boolean toAll = request.acks() == ALL;
    if (!toAll && partition.isDurable(last)) {
      return;
    }
    CompletionStage<Errors> outcome =
        toAll
            ? partition.committed(last, request.timeoutMs(), context.eventLoop())
            : partition.durable(last, request.timeoutMs(), context.eventLoop());
    CompletableFuture<?> commit =
        outcome.thenAccept(error -> answer.setErrorCode(error.code())).toCompletableFuture();
    if (!commit.isDone()) {
      commits.add(commit);
    }
  }

  private static PartitionProduceResponse answer(
      int index, AppendResult result, Partition partition) {
    return switch (result) {
      case Appended appended ->
          new PartitionProduceResponse()
              .setIndex(index)
              .setBaseOffset(appended.baseOffset())
              .setLogAppendTimeMs(appended.logAppendTimeMs())
              .setLogStartOffset(appended.logStartOffset());
      case Duplicate duplicate ->
          new PartitionProduceResponse()
              .setIndex(index)
              .setBaseOffset(duplicate.baseOffset())
              .setLogAppendTimeMs(duplicate.timestampMs())
              .setLogStartOffset(duplicate.logStartOffset());
      case Refused refused ->
          refused(index, refused.error())
              .setErrorMessage(refused.recordErrors().isEmpty() ? null : refused.message())
              .setLogStartOffset(
                  WITHOUT_LOG_START.contains(refused.error())
                      ? -1
                      : partition.log().logStartOffset())
              .setRecordErrors(
                  refused.recordErrors().stream()
                      .map(
                          error ->
                              new BatchIndexAndErrorMessage()
                                  .setBatchIndex(error.index())
                                  .setBatchIndexErrorMessage(error.message()))
                      .toList());
    };
  }

  private static PartitionProduceResponse refused(int index, Errors error) {
    return new PartitionProduceResponse()
        .setIndex(index)
        .setErrorCode(error.code())
        .setBaseOffset(-1);
  }

  private static TopicProduceResponse topic(ProduceResponseData response, TopicProduceData asked) {
    TopicProduceResponse topic =
        new TopicProduceResponse().setName(asked.name()).setTopicId(asked.topicId());
    response.responses().add(topic);
    return topic;
  }

  private void hint(
      RequestContext context,
      String topic,
      PartitionProduceResponse answer,
      ProduceResponseData response) {
    if (context.version() < FIRST_WITH_ENDPOINTS
        || answer.errorCode() != Errors.NOT_LEADER_OR_FOLLOWER.code()) {
      return;
    }
    LeaderHints.Hint hint = leaders.find(topic, answer.index(), context.listener());
    if (hint == null) {
      return;
    }
    answer.setCurrentLeader(
        new LeaderIdAndEpoch().setLeaderId(hint.leaderId()).setLeaderEpoch(hint.leaderEpoch()));
    BrokerEndpoint endpoint = hint.endpoint();
    if (endpoint != null && response.nodeEndpoints().find(hint.leaderId()) == null) {
      response
          .nodeEndpoints()
          .add(
              new NodeEndpoint()
                  .setNodeId(hint.leaderId())
                  .setHost(endpoint.host())
                  .setPort(endpoint.port())
                  .setRack(hint.rack()));
    }
  }
}
