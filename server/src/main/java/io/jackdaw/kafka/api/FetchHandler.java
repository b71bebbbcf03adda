package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.partition.FetchLimits;
import io.jackdaw.kafka.partition.FetchReader;
import io.jackdaw.kafka.partition.FetchSessions;
import io.jackdaw.kafka.partition.FetchTarget;
import io.jackdaw.kafka.partition.FetchTurn;
import io.jackdaw.kafka.partition.FetchedRecords;
import io.jackdaw.kafka.partition.PartitionRead;
import io.jackdaw.log.LogSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.FetchResponseData.NodeEndpoint;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Fetch (api key 1): reads records, waiting for them if there are none.
 *
 * <p>Followers of other brokers are refused: partitions are not replicated yet. Source:
 * FetchRequest.json, KIP-74, KIP-227, KIP-320, KIP-951.
 */
public final class FetchHandler implements ApiHandler<FetchRequestData, FetchResponseData> {
  private static final int FIRST_WITH_REPLICA_STATE = 15;
  private static final int FIRST_WITH_TOPIC_IDS = 13;
  private static final int FIRST_WITH_ENDPOINTS = 16;
  private static final int LAST_WITHOUT_STORAGE_ERROR = 5;

  private static final int NO_EPOCH = -1;

  private final FetchReader reader;
  private final FetchSessions sessions;
  private final ClusterView cluster;
  private final LeaderHints leaders;
  private final int maxBytes;

  /**
   * @param maxBytes {@code fetch.max.bytes} of this broker: no response is larger, but for one
   *     batch
   */
  public FetchHandler(
      FetchReader reader, FetchSessions sessions, ClusterView cluster, int maxBytes) {
    this.reader = reader;
    this.sessions = sessions;
    this.cluster = cluster;
    this.leaders = new LeaderHints(cluster);
    this.maxBytes = maxBytes;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.FETCH;
  }

  @Override
  public CompletionStage<FetchResponseData> handle(
      RequestContext context, FetchRequestData request) {
    if (replicaId(context, request) >= 0) {
      return CompletableFuture.completedFuture(
          refuse(request, Errors.INVALID_REQUEST, "replication is not served"));
    }
    boolean byTopicId = context.version() >= FIRST_WITH_TOPIC_IDS;
    FetchTurn turn =
        sessions.begin(
            request.sessionId(),
            request.sessionEpoch(),
            byTopicId,
            targets(request),
            forgotten(request, byTopicId));
    if (turn.refusal() != Errors.NONE) {
      return CompletableFuture.completedFuture(
          new FetchResponseData().setErrorCode(turn.refusal().code()));
    }
    ReadableTargets allowed = ReadableTargets.of(context, turn.targets(), cluster);
    CompletableFuture<List<PartitionRead>> reads =
        reader.read(allowed.targets(), limits(request), context.eventLoop());
    if (!reads.isDone()) {
      Runnable abandon = () -> reads.cancel(false);
      context.connectionEnd().await(abandon);
      reads.whenComplete((read, failure) -> context.connectionEnd().forget(abandon));
    }
    return reads.thenApply(
        read ->
            answer(
                context,
                request.isolationLevel() == 1,
                sessions.end(turn, allowed.withRefused(read))));
  }

  @Override
  public FetchResponseData refuse(FetchRequestData request, Errors error, String message) {
    FetchResponseData response =
        new FetchResponseData().setErrorCode(error.code()).setSessionId(request.sessionId());
    for (FetchRequestData.FetchTopic topic : request.topics()) {
      FetchableTopicResponse refused = topic(response, topic.topic(), topic.topicId());
      for (FetchRequestData.FetchPartition partition : topic.partitions()) {
        refused.partitions().add(empty(partition.partition(), error));
      }
    }
    return response;
  }

  private static int replicaId(RequestContext context, FetchRequestData request) {
    return context.version() >= FIRST_WITH_REPLICA_STATE
        ? request.replicaState().replicaId()
        : request.replicaId();
  }

  private FetchLimits limits(FetchRequestData request) {
    int most = Math.min(request.maxBytes(), maxBytes);
    return new FetchLimits(
        request.maxWaitMs(),
        Math.min(request.minBytes(), most),
        most,
        request.isolationLevel() == 1);
  }

  private static List<FetchTarget> targets(FetchRequestData request) {
    List<FetchTarget> targets = new ArrayList<>();
    for (FetchRequestData.FetchTopic topic : request.topics()) {
      for (FetchRequestData.FetchPartition partition : topic.partitions()) {
        targets.add(
            new FetchTarget(
                topic.topicId(),
                topic.topic(),
                partition.partition(),
                partition.fetchOffset(),
                partition.partitionMaxBytes(),
                Math.max(NO_EPOCH, partition.currentLeaderEpoch()),
                partition.lastFetchedEpoch()));
      }
    }
    return targets;
  }

  private static List<FetchTarget.Key> forgotten(FetchRequestData request, boolean byTopicId) {
    List<FetchTarget.Key> keys = new ArrayList<>();
    for (FetchRequestData.ForgottenTopic topic : request.forgottenTopicsData()) {
      Object name = byTopicId ? topic.topicId() : topic.topic();
      topic.partitions().forEach(index -> keys.add(new FetchTarget.Key(name, index)));
    }
    return keys;
  }

  private FetchResponseData answer(
      RequestContext context, boolean committedOnly, FetchSessions.Outcome outcome) {
    FetchResponseData response =
        new FetchResponseData()
            .setErrorCode(outcome.error().code())
            .setSessionId(outcome.sessionId());
    FetchableTopicResponse topic = null;
    for (PartitionRead read : outcome.reads()) {
      FetchTarget target = read.target();
      if (topic == null
          || !topic.topicId().equals(target.topicId())
          || !topic.topic().equals(target.topic())) {
        topic = topic(response, target.topic(), target.topicId());
      }
      PartitionData data = data(read, committedOnly, context.version());
      topic.partitions().add(data);
      if (context.version() >= FIRST_WITH_ENDPOINTS && isStale(read.error())) {
        hint(context, read, data, response);
      }
    }
    return response;
  }

  private static FetchableTopicResponse topic(FetchResponseData response, String name, Uuid id) {
    FetchableTopicResponse topic = new FetchableTopicResponse().setTopic(name).setTopicId(id);
    response.responses().add(topic);
    return topic;
  }

  private static PartitionData data(PartitionRead read, boolean committedOnly, short version) {
    LogSlice slice = read.slice();
    PartitionData data =
        empty(read.target().partition(), errorFor(read.error(), version))
            .setHighWatermark(read.highWatermark())
            .setLastStableOffset(read.lastStableOffset())
            .setLogStartOffset(read.logStartOffset());
    if (!(committedOnly && read.error() == Errors.NONE) && !isUnknown(read.error())) {
      data.setAbortedTransactions(null);
    } else if (!read.aborted().isEmpty()) {
      data.setAbortedTransactions(aborted(read));
    }
    if (slice != null) {
      data.setRecords(new FetchedRecords(slice));
    }
    if (read.diverges()) {
      data.setDivergingEpoch(
          new EpochEndOffset()
              .setEpoch(read.diverging().leaderEpoch())
              .setEndOffset(read.diverging().endOffset()));
    }
    return data;
  }

  private static List<AbortedTransaction> aborted(PartitionRead read) {
    return read.aborted().stream()
        .map(
            transaction ->
                new AbortedTransaction()
                    .setProducerId(transaction.producerId())
                    .setFirstOffset(transaction.firstOffset()))
        .toList();
  }

  private static PartitionData empty(int index, Errors error) {
    return new PartitionData()
        .setPartitionIndex(index)
        .setErrorCode(error.code())
        .setHighWatermark(-1)
        .setRecords(MemoryRecords.EMPTY);
  }

  private static boolean isUnknown(Errors error) {
    return error == Errors.UNKNOWN_TOPIC_OR_PARTITION || error == Errors.UNKNOWN_TOPIC_ID;
  }

  /** Old clients do not know that a disk can fail; they look for another leader instead. */
  private static Errors errorFor(Errors error, short version) {
    return error == Errors.KAFKA_STORAGE_ERROR && version <= LAST_WITHOUT_STORAGE_ERROR
        ? Errors.NOT_LEADER_OR_FOLLOWER
        : error;
  }

  private static boolean isStale(Errors error) {
    return error == Errors.NOT_LEADER_OR_FOLLOWER || error == Errors.FENCED_LEADER_EPOCH;
  }

  private void hint(
      RequestContext context, PartitionRead read, PartitionData data, FetchResponseData response) {
    LeaderHints.Hint hint =
        leaders.find(read.topic(), read.target().partition(), context.listener());
    if (hint == null) {
      return;
    }
    data.setCurrentLeader(
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
