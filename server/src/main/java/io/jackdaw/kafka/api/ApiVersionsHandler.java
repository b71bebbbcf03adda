package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterView;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ApiVersions (api key 18): the first request of every client; tells which requests it may send.
 *
 * <p>What a client can do beyond single requests is told by finalized features. Source:
 * ApiVersionsRequest.json, KIP-35, KIP-511, KIP-1242.
 */
public final class ApiVersionsHandler
    implements ApiHandler<ApiVersionsRequestData, ApiVersionsResponseData> {
  private static final Pattern SOFTWARE =
      Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?");
  private static final int FIRST_WITH_SOFTWARE = 3;

  private final ClusterView cluster;
  private final int brokerId;
  private final List<ApiVersion> versions;
  private final Features features;

  /**
   * @param others all other handlers of this broker; this one adds itself
   */
  public ApiVersionsHandler(
      ClusterView cluster, int brokerId, List<? extends ApiHandler<?, ?>> others) {
    this(cluster, brokerId, others, new Features(List.of(), cluster));
  }

  /**
   * @param others all other handlers of this broker; this one adds itself
   * @param features of this broker
   */
  public ApiVersionsHandler(
      ClusterView cluster,
      int brokerId,
      List<? extends ApiHandler<?, ?>> others,
      Features features) {
    this.features = features;
    this.cluster = cluster;
    this.brokerId = brokerId;
    this.versions =
        Stream.concat(
                others.stream().map(ApiVersionsHandler::advertised), Stream.of(advertised(this)))
            .sorted(Comparator.comparingInt(ApiVersion::apiKey))
            .toList();
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.API_VERSIONS;
  }

  @Override
  public CompletionStage<ApiVersionsResponseData> handle(
      RequestContext context, ApiVersionsRequestData request) {
    if (context.version() >= FIRST_WITH_SOFTWARE && !namesItsSoftware(request)) {
      return CompletableFuture.completedFuture(refuse(request, Errors.INVALID_REQUEST, ""));
    }
    if (context.version() >= FIRST_WITH_SOFTWARE) {
      context.peer().is(request.clientSoftwareName(), request.clientSoftwareVersion());
    }
    if (isMisrouted(request)) {
      return CompletableFuture.completedFuture(refuse(request, Errors.REBOOTSTRAP_REQUIRED, ""));
    }
    ApiVersionsResponseData response = new ApiVersionsResponseData().setApiKeys(copy(versions));
    features.addTo(response, context.version());
    return CompletableFuture.completedFuture(response);
  }

  @Override
  public ApiVersionsResponseData refuse(
      ApiVersionsRequestData request, Errors error, String message) {
    return new ApiVersionsResponseData().setErrorCode(error.code());
  }

  /**
   * The answer to a version of this request that nobody here knows: sent in the shape of version 0,
   * with the range that may be asked instead.
   */
  public static ApiVersionsResponseData unknownVersion(ApiHandler<?, ?> handler) {
    return new ApiVersionsResponseData()
        .setErrorCode(Errors.UNSUPPORTED_VERSION.code())
        .setApiKeys(copy(List.of(advertised(handler))));
  }

  private boolean namesItsSoftware(ApiVersionsRequestData request) {
    return SOFTWARE.matcher(request.clientSoftwareName()).matches()
        && SOFTWARE.matcher(request.clientSoftwareVersion()).matches();
  }

  /** Whether the client meant another broker or cluster; judged only if it says both. */
  private boolean isMisrouted(ApiVersionsRequestData request) {
    String clusterId = cluster.image().clusterId();
    if (request.clusterId() == null || request.nodeId() < 0 || clusterId.isEmpty()) {
      return false;
    }
    return request.nodeId() != brokerId || !request.clusterId().equals(clusterId);
  }

  /** librdkafka gives up unless Produce starts at 0, though 0 to 2 are served nowhere. */
  private static ApiVersion advertised(ApiHandler<?, ?> handler) {
    return new ApiVersion()
        .setApiKey(handler.key().id)
        .setMinVersion(
            handler.key() == ApiKeys.PRODUCE
                ? ApiKeys.PRODUCE_API_VERSIONS_RESPONSE_MIN_VERSION
                : handler.minVersion())
        .setMaxVersion(handler.maxVersion());
  }

  /** Elements of a collection know their place in it, so each answer needs its own. */
  private static ApiVersionCollection copy(List<ApiVersion> versions) {
    ApiVersionCollection collection = new ApiVersionCollection(versions.size());
    versions.forEach(version -> collection.add(version.duplicate()));
    return collection;
  }
}
