package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.BrokerImage;
import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeCluster (api key 60): who is alive, and who is controller. Source:
 * DescribeClusterRequest.json, KIP-700, KIP-919.
 */
public final class DescribeClusterHandler
    implements ApiHandler<DescribeClusterRequestData, DescribeClusterResponseData> {
  private static final byte BROKERS = 1;
  private static final byte CONTROLLERS = 2;

  private final ClusterView cluster;

  public DescribeClusterHandler(ClusterView cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_CLUSTER;
  }

  @Override
  public CompletionStage<DescribeClusterResponseData> handle(
      RequestContext context, DescribeClusterRequestData request) {
    return CompletableFuture.completedStage(answer(context, request));
  }

  private DescribeClusterResponseData answer(
      RequestContext context, DescribeClusterRequestData request) {
    if (request.endpointType() == CONTROLLERS) {
      return refuse(
          request,
          Errors.MISMATCHED_ENDPOINT_TYPE,
          "The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type"
              + " CONTROLLER");
    }
    if (request.endpointType() != BROKERS) {
      return refuse(
          request,
          Errors.UNSUPPORTED_ENDPOINT_TYPE,
          "Unsupported endpoint type " + request.endpointType());
    }
    ClusterImage image = cluster.image();
    DescribeClusterResponseData response =
        new DescribeClusterResponseData()
            .setEndpointType(BROKERS)
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
                          new DescribeClusterBroker()
                              .setBrokerId(broker.id())
                              .setHost(endpoint.host())
                              .setPort(endpoint.port())
                              .setRack(broker.rack())));
    }
    return response;
  }

  @Override
  public DescribeClusterResponseData refuse(
      DescribeClusterRequestData request, Errors error, String message) {
    return new DescribeClusterResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message)
        .setEndpointType(BROKERS);
  }
}
