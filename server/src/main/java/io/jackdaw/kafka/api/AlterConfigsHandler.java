package io.jackdaw.kafka.api;

import io.jackdaw.kafka.api.ConfigAlterations.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * AlterConfigs (api key 33): replaces all overrides of a resource; the older way, still used by old
 * tools. Source: AlterConfigsRequest.json, KIP-133.
 */
public final class AlterConfigsHandler
    implements ApiHandler<AlterConfigsRequestData, AlterConfigsResponseData> {
  private final ConfigAlterations alterations;

  public AlterConfigsHandler(ConfigAlterations alterations) {
    this.alterations = alterations;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ALTER_CONFIGS;
  }

  @Override
  public CompletionStage<AlterConfigsResponseData> handle(
      RequestContext context, AlterConfigsRequestData request) {
    List<CompletableFuture<AlterConfigsResourceResponse>> results = new ArrayList<>();
    for (AlterConfigsResource resource : request.resources()) {
      results.add(
          alter(context, request, resource)
              .thenApply(result -> response(resource, result.error(), result.message()))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                new AlterConfigsResponseData()
                    .setResponses(results.stream().map(CompletableFuture::join).toList()));
  }

  private CompletionStage<Result> alter(
      RequestContext context, AlterConfigsRequestData request, AlterConfigsResource resource) {
    Errors forbidden =
        ConfigAccess.check(
            context, AclOperation.ALTER_CONFIGS, resource.resourceType(), resource.resourceName());
    if (forbidden != Errors.NONE) {
      return CompletableFuture.completedStage(new Result(forbidden, forbidden.message()));
    }
    Result refused = check(request, resource);
    if (refused != null) {
      return CompletableFuture.completedStage(refused);
    }
    Map<String, String> wanted = new HashMap<>();
    resource.configs().forEach(config -> wanted.put(config.name(), config.value()));
    return alterations.alter(
        resource.resourceType(), resource.resourceName(), request.validateOnly(), now -> wanted);
  }

  private static @Nullable Result check(
      AlterConfigsRequestData request, AlterConfigsResource resource) {
    long named =
        request.resources().stream()
            .filter(
                other ->
                    other.resourceType() == resource.resourceType()
                        && other.resourceName().equals(resource.resourceName()))
            .count();
    return named > 1
        ? ConfigAlterations.namedTwice()
        : ConfigAlterations.checkKeys(
            resource.configs().stream().map(AlterableConfig::name).toList(),
            resource.configs().stream()
                .filter(config -> config.value() == null)
                .map(AlterableConfig::name)
                .toList());
  }

  private static AlterConfigsResourceResponse response(
      AlterConfigsResource resource, Errors error, @Nullable String message) {
    return new AlterConfigsResourceResponse()
        .setResourceType(resource.resourceType())
        .setResourceName(resource.resourceName())
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public AlterConfigsResponseData refuse(
      AlterConfigsRequestData request, Errors error, String message) {
    return new AlterConfigsResponseData()
        .setResponses(
            request.resources().stream().map(it -> response(it, error, message)).toList());
  }
}
