package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ListConfigResources (api key 74): what has a configuration that can be described; version 0 knows
 * subscriptions to metrics only. Source: ListConfigResourcesRequest.json, KIP-714, KIP-1142.
 */
public final class ListConfigResourcesHandler
    implements ApiHandler<ListConfigResourcesRequestData, ListConfigResourcesResponseData> {
  private static final List<ConfigResource.Type> ALL =
      List.of(
          ConfigResource.Type.GROUP,
          ConfigResource.Type.CLIENT_METRICS,
          ConfigResource.Type.BROKER_LOGGER,
          ConfigResource.Type.BROKER,
          ConfigResource.Type.TOPIC);

  private final ClusterView cluster;

  public ListConfigResourcesHandler(ClusterView cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_CONFIG_RESOURCES;
  }

  @Override
  public CompletionStage<ListConfigResourcesResponseData> handle(
      RequestContext context, ListConfigResourcesRequestData request) {
    Set<ConfigResource.Type> wanted = new TreeSet<>();
    if (context.version() == 0) {
      wanted.add(ConfigResource.Type.CLIENT_METRICS);
    } else if (request.resourceTypes().isEmpty()) {
      wanted.addAll(ALL);
    } else {
      request.resourceTypes().forEach(type -> wanted.add(ConfigResource.Type.forId(type)));
    }
    ListConfigResourcesResponseData response = new ListConfigResourcesResponseData();
    if (!ALL.containsAll(wanted)) {
      return CompletableFuture.completedStage(
          response.setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
    }
    List<ListConfigResourcesResponseData.ConfigResource> found = new ArrayList<>();
    for (ConfigResource.Type type : ALL) {
      if (wanted.contains(type)) {
        names(type)
            .forEach(
                name ->
                    found.add(
                        new ListConfigResourcesResponseData.ConfigResource()
                            .setResourceName(name)
                            .setResourceType(type.id())));
      }
    }
    return CompletableFuture.completedStage(response.setConfigResources(found));
  }

  private Collection<String> names(ConfigResource.Type type) {
    ClusterImage image = cluster.image();
    return switch (type) {
      case GROUP -> image.configs().groups().keySet();
      case CLIENT_METRICS -> image.configs().clientMetrics().keySet();
      case BROKER, BROKER_LOGGER ->
          image.brokers().keySet().stream().sorted().map(String::valueOf).toList();
      case TOPIC ->
          image.topics().values().stream()
              .filter(topic -> !topic.deleting())
              .map(topic -> topic.name())
              .sorted()
              .toList();
      case UNKNOWN -> List.of();
    };
  }

  @Override
  public ListConfigResourcesResponseData refuse(
      ListConfigResourcesRequestData request, Errors error, String message) {
    return new ListConfigResourcesResponseData().setErrorCode(error.code());
  }
}
