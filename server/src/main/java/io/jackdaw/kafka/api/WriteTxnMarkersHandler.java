package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.transaction.MarkerTarget;
import io.jackdaw.log.TransactionMarker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * WriteTxnMarkers (api key 27): ends transactions in partitions of this broker, as a transaction
 * coordinator elsewhere or an administrator wants it. Source: WriteTxnMarkersRequest.json, KIP-98,
 * KIP-664.
 */
public final class WriteTxnMarkersHandler
    implements ApiHandler<WriteTxnMarkersRequestData, WriteTxnMarkersResponseData> {
  private static final byte EPOCH_BUMPED = 2;

  private final MarkerTarget markers;

  public WriteTxnMarkersHandler(MarkerTarget markers) {
    this.markers = markers;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.WRITE_TXN_MARKERS;
  }

  @Override
  public CompletionStage<WriteTxnMarkersResponseData> handle(
      RequestContext context, WriteTxnMarkersRequestData request) {
    if (!context.access().sees(AclOperation.ALTER, ResourceType.CLUSTER, Resource.CLUSTER_NAME)
        && !context.mayCluster(AclOperation.CLUSTER_ACTION)) {
      return CompletableFuture.completedFuture(
          refuse(request, Errors.CLUSTER_AUTHORIZATION_FAILED, ""));
    }
    WriteTxnMarkersResponseData response = new WriteTxnMarkersResponseData();
    CompletionStage<WriteTxnMarkersResponseData> all = CompletableFuture.completedFuture(response);
    for (WritableTxnMarker asked : request.markers()) {
      TransactionMarker marker =
          new TransactionMarker(
              asked.producerId(),
              asked.producerEpoch(),
              asked.coordinatorEpoch(),
              asked.transactionResult(),
              asked.transactionVersion() >= EPOCH_BUMPED);
      WritableTxnMarkerResult result = result(response, asked);
      for (WritableTxnMarkerTopic topic : asked.topics()) {
        WritableTxnMarkerTopicResult answers = topic(result, topic);
        for (int index : topic.partitionIndexes()) {
          all =
              all.thenCombine(
                  markers.write(new TopicPartition(topic.name(), index), marker),
                  (gathered, error) -> {
                    answers.partitions().add(partition(index, error));
                    return gathered;
                  });
        }
      }
    }
    return all;
  }

  private static WritableTxnMarkerResult result(
      WriteTxnMarkersResponseData response, WritableTxnMarker asked) {
    WritableTxnMarkerResult result =
        new WritableTxnMarkerResult().setProducerId(asked.producerId());
    response.markers().add(result);
    return result;
  }

  private static WritableTxnMarkerTopicResult topic(
      WritableTxnMarkerResult result, WritableTxnMarkerTopic asked) {
    WritableTxnMarkerTopicResult topic = new WritableTxnMarkerTopicResult().setName(asked.name());
    result.topics().add(topic);
    return topic;
  }

  private static WritableTxnMarkerPartitionResult partition(int index, Errors error) {
    return new WritableTxnMarkerPartitionResult()
        .setPartitionIndex(index)
        .setErrorCode(error.code());
  }

  @Override
  public WriteTxnMarkersResponseData refuse(
      WriteTxnMarkersRequestData request, Errors error, String message) {
    WriteTxnMarkersResponseData response = new WriteTxnMarkersResponseData();
    for (WritableTxnMarker asked : request.markers()) {
      WritableTxnMarkerResult result = result(response, asked);
      for (WritableTxnMarkerTopic topic : asked.topics()) {
        WritableTxnMarkerTopicResult answers = topic(result, topic);
        topic.partitionIndexes().forEach(i -> answers.partitions().add(partition(i, error)));
      }
    }
    return response;
  }
}
