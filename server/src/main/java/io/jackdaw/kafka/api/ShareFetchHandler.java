package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.partition.FetchedRecords;
import io.jackdaw.kafka.share.Acknowledgement;
import io.jackdaw.kafka.share.ShareAnswer;
import io.jackdaw.kafka.share.ShareRead;
import io.jackdaw.kafka.share.ShareRequest;
import io.jackdaw.kafka.share.Shares;
import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.log.LogSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.AcquiredRecords;
import org.apache.kafka.common.message.ShareFetchResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ShareFetchResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * ShareFetch (api key 78): acquires records for a member of a share group, waiting for them if
 * there are none, and takes its acknowledgements of others. Source: ShareFetchRequest.json,
 * KIP-932, KIP-1206, KIP-1222.
 */
public final class ShareFetchHandler
    implements ApiHandler<ShareFetchRequestData, ShareFetchResponseData> {
  private static final byte RECORD_LIMIT = 1;
  private static final int OPEN = 0;
  private static final int CLOSE = -1;

  private final Shares shares;
  private final LeaderHints leaders;
  private final Features features;
  private final int maxBytes;

  /**
   * @param maxBytes {@code fetch.max.bytes} of this broker
   */
  public ShareFetchHandler(Shares shares, ClusterView cluster, Features features, int maxBytes) {
    this.shares = shares;
    this.leaders = new LeaderHints(cluster);
    this.features = features;
    this.maxBytes = maxBytes;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.SHARE_FETCH;
  }

  @Override
  public CompletionStage<ShareFetchResponseData> handle(
      RequestContext context, ShareFetchRequestData request) {
    String group = request.groupId();
    String member = request.memberId();
    if (!features.isOn(Feature.SHARES)) {
      return refused(request, Errors.UNSUPPORTED_VERSION, null);
    }
    if (group == null || group.isEmpty() || member == null || member.isEmpty()) {
      return refused(request, Errors.INVALID_REQUEST, "GroupId and MemberId must be given.");
    }
    if (!context.mayGroup(AclOperation.READ, group)) {
      return refused(request, Errors.GROUP_AUTHORIZATION_FAILED, null);
    }
    if (request.isRenewAck() && asksForRecords(request)) {
      return refused(
          request,
          Errors.INVALID_REQUEST,
          "A request that renews must not ask for records: maxWaitMs, minBytes, maxBytes and"
              + " maxRecords are to be 0.");
    }
    if (request.shareSessionEpoch() == OPEN) {
      ShareSessionEnd.await(context, shares, group, member);
    } else if (request.shareSessionEpoch() == CLOSE) {
      ShareSessionEnd.forget(context, shares, group, member);
    }
    return shares
        .serve(asked(context, request, group, member))
        .thenApply(answer -> response(context, answer));
  }

  private static boolean asksForRecords(ShareFetchRequestData request) {
    return request.maxWaitMs() != 0
        || request.minBytes() != 0
        || request.maxBytes() != 0
        || request.maxRecords() != 0;
  }

  private ShareRequest asked(
      RequestContext context, ShareFetchRequestData request, String group, String member) {
    List<ShareStateKey> listed = new ArrayList<>();
    Map<ShareStateKey, List<Acknowledgement>> acknowledgements = new LinkedHashMap<>();
    for (ShareFetchRequestData.FetchTopic topic : request.topics()) {
      for (ShareFetchRequestData.FetchPartition partition : topic.partitions()) {
        ShareStateKey key = new ShareStateKey(group, topic.topicId(), partition.partitionIndex());
        listed.add(key);
        if (!partition.acknowledgementBatches().isEmpty()) {
          acknowledgements.put(
              key,
              partition.acknowledgementBatches().stream()
                  .map(
                      batch ->
                          new Acknowledgement(
                              batch.firstOffset(), batch.lastOffset(), batch.acknowledgeTypes()))
                  .toList());
        }
      }
    }
    List<ShareStateKey> forgotten = new ArrayList<>();
    for (ShareFetchRequestData.ForgottenTopic topic : request.forgottenTopicsData()) {
      topic
          .partitions()
          .forEach(index -> forgotten.add(new ShareStateKey(group, topic.topicId(), index)));
    }
    int most = Math.min(request.maxBytes(), maxBytes);
    return new ShareRequest(
        group,
        member,
        request.shareSessionEpoch(),
        request.isRenewAck(),
        listed,
        forgotten,
        acknowledgements,
        context.connectionId(),
        topic -> context.mayTopic(AclOperation.READ, topic),
        new ShareRequest.Fetch(
            request.maxWaitMs(),
            Math.min(request.minBytes(), most),
            most,
            request.maxRecords(),
            request.batchSize(),
            request.shareAcquireMode() == RECORD_LIMIT));
  }

  private ShareFetchResponseData response(RequestContext context, ShareAnswer answer) {
    ShareFetchResponseData response =
        new ShareFetchResponseData()
            .setErrorCode(answer.error().code())
            .setErrorMessage(answer.error() == Errors.NONE ? null : answer.message())
            .setAcquisitionLockTimeoutMs(answer.lockMs());
    for (ShareRead read : answer.reads()) {
      PartitionData data = data(read);
      topic(response, read).partitions().add(data);
      if (read.error() == Errors.NOT_LEADER_OR_FOLLOWER
          || read.acknowledgeError() == Errors.NOT_LEADER_OR_FOLLOWER) {
        hint(context, read, data, response);
      }
    }
    return response;
  }

  private static ShareFetchableTopicResponse topic(
      ShareFetchResponseData response, ShareRead read) {
    ShareFetchableTopicResponse topic = response.responses().find(read.key().topic());
    if (topic == null) {
      topic = new ShareFetchableTopicResponse().setTopicId(read.key().topic());
      response.responses().add(topic);
    }
    return topic;
  }

  private static PartitionData data(ShareRead read) {
    LogSlice slice = read.slice();
    PartitionData data =
        new PartitionData()
            .setPartitionIndex(read.key().partition())
            .setErrorCode(read.error().code())
            .setErrorMessage(read.error() == Errors.NONE ? null : read.error().message())
            .setAcknowledgeErrorCode(read.acknowledgeError().code())
            .setAcknowledgeErrorMessage(
                read.acknowledgeError() == Errors.NONE ? null : read.acknowledgeError().message())
            .setRecords(slice == null ? MemoryRecords.EMPTY : new FetchedRecords(slice));
    read.acquired()
        .forEach(
            acquired ->
                data.acquiredRecords()
                    .add(
                        new AcquiredRecords()
                            .setFirstOffset(acquired.firstOffset())
                            .setLastOffset(acquired.lastOffset())
                            .setDeliveryCount(acquired.deliveryCount())));
    return data;
  }

  private void hint(
      RequestContext context, ShareRead read, PartitionData data, ShareFetchResponseData response) {
    LeaderHints.Hint hint = leaders.find(read.topic(), read.key().partition(), context.listener());
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

  private CompletionStage<ShareFetchResponseData> refused(
      ShareFetchRequestData request, Errors error, @Nullable String message) {
    return CompletableFuture.completedStage(
        refuse(request, error, message == null ? error.message() : message));
  }

  @Override
  public ShareFetchResponseData refuse(
      ShareFetchRequestData request, Errors error, String message) {
    return new ShareFetchResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}
