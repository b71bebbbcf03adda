package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.share.Acknowledgement;
import io.jackdaw.kafka.share.ShareAnswer;
import io.jackdaw.kafka.share.ShareRead;
import io.jackdaw.kafka.share.ShareRequest;
import io.jackdaw.kafka.share.Shares;
import io.jackdaw.kafka.share.state.ShareStateKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.LeaderIdAndEpoch;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.NodeEndpoint;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.PartitionData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.ShareAcknowledgeTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ShareAcknowledge (api key 79): what a member of a share group says of records that it acquired.
 * Source: ShareAcknowledgeRequest.json, KIP-932, KIP-1222.
 */
public final class ShareAcknowledgeHandler
    implements ApiHandler<ShareAcknowledgeRequestData, ShareAcknowledgeResponseData> {
  private static final int CLOSE = -1;

  private final Shares shares;
  private final LeaderHints leaders;
  private final Features features;

  public ShareAcknowledgeHandler(Shares shares, ClusterView cluster, Features features) {
    this.shares = shares;
    this.leaders = new LeaderHints(cluster);
    this.features = features;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.SHARE_ACKNOWLEDGE;
  }

  @Override
  public CompletionStage<ShareAcknowledgeResponseData> handle(
      RequestContext context, ShareAcknowledgeRequestData request) {
    String group = request.groupId();
    String member = request.memberId();
    if (!features.isOn(Feature.SHARES)) {
      return refused(request, Errors.UNSUPPORTED_VERSION);
    }
    if (group == null || group.isEmpty() || member == null || member.isEmpty()) {
      return refused(request, Errors.INVALID_REQUEST);
    }
    if (!context.mayGroup(AclOperation.READ, group)) {
      return refused(request, Errors.GROUP_AUTHORIZATION_FAILED);
    }
    if (request.shareSessionEpoch() == CLOSE) {
      ShareSessionEnd.forget(context, shares, group, member);
    }
    return shares
        .serve(asked(context, request, group, member))
        .thenApply(answer -> response(context, answer));
  }

  private static ShareRequest asked(
      RequestContext context, ShareAcknowledgeRequestData request, String group, String member) {
    Map<ShareStateKey, List<Acknowledgement>> acknowledgements = new LinkedHashMap<>();
    for (ShareAcknowledgeRequestData.AcknowledgeTopic topic : request.topics()) {
      for (ShareAcknowledgeRequestData.AcknowledgePartition partition : topic.partitions()) {
        acknowledgements.put(
            new ShareStateKey(group, topic.topicId(), partition.partitionIndex()),
            partition.acknowledgementBatches().stream()
                .map(
                    batch ->
                        new Acknowledgement(
                            batch.firstOffset(), batch.lastOffset(), batch.acknowledgeTypes()))
                .toList());
      }
    }
    return new ShareRequest(
        group,
        member,
        request.shareSessionEpoch(),
        request.isRenewAck(),
        new ArrayList<>(acknowledgements.keySet()),
        List.of(),
        acknowledgements,
        context.connectionId(),
        topic -> context.mayTopic(AclOperation.READ, topic),
        null);
  }

  private ShareAcknowledgeResponseData response(RequestContext context, ShareAnswer answer) {
    ShareAcknowledgeResponseData response =
        new ShareAcknowledgeResponseData()
            .setErrorCode(answer.error().code())
            .setErrorMessage(answer.error() == Errors.NONE ? null : answer.message())
            .setAcquisitionLockTimeoutMs(answer.lockMs());
    for (ShareRead read : answer.reads()) {
      Errors error = read.acknowledgeError();
      PartitionData data =
          new PartitionData()
              .setPartitionIndex(read.key().partition())
              .setErrorCode(error.code())
              .setErrorMessage(error == Errors.NONE ? null : error.message());
      ShareAcknowledgeTopicResponse topic = response.responses().find(read.key().topic());
      if (topic == null) {
        topic = new ShareAcknowledgeTopicResponse().setTopicId(read.key().topic());
        response.responses().add(topic);
      }
      topic.partitions().add(data);
      if (error == Errors.NOT_LEADER_OR_FOLLOWER) {
        hint(context, read, data, response);
      }
    }
    return response;
  }

  private void hint(
      RequestContext context,
      ShareRead read,
      PartitionData data,
      ShareAcknowledgeResponseData response) {
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

  private CompletionStage<ShareAcknowledgeResponseData> refused(
      ShareAcknowledgeRequestData request, Errors error) {
    return CompletableFuture.completedStage(refuse(request, error, error.message()));
  }

  @Override
  public ShareAcknowledgeResponseData refuse(
      ShareAcknowledgeRequestData request, Errors error, String message) {
    return new ShareAcknowledgeResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}
