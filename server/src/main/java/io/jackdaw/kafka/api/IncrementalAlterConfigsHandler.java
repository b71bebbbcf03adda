package io.jackdaw.kafka.api;

import io.jackdaw.kafka.api.ConfigAlterations.Result;
import io.jackdaw.kafka.config.AlterationRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * IncrementalAlterConfigs (api key 44): sets, deletes, appends to and subtracts from single
 * overrides. Source: IncrementalAlterConfigsRequest.json, KIP-339.
 */
public final class IncrementalAlterConfigsHandler
    implements ApiHandler<IncrementalAlterConfigsRequestData, IncrementalAlterConfigsResponseData> {
  private final ConfigAlterations alterations;

  public IncrementalAlterConfigsHandler(ConfigAlterations alterations) {
    this.alterations = alterations;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.INCREMENTAL_ALTER_CONFIGS;
  }

  @Override
  public CompletionStage<IncrementalAlterConfigsResponseData> handle(
      RequestContext context, IncrementalAlterConfigsRequestData request) {
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
                new IncrementalAlterConfigsResponseData()
                    .setResponses(results.stream().map(CompletableFuture::join).toList()));
  }

  private CompletionStage<Result> alter(
      RequestContext context,
      IncrementalAlterConfigsRequestData request,
      AlterConfigsResource resource) {
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
    ConfigResource.Type type = ConfigResource.Type.forId(resource.resourceType());
    if (type == ConfigResource.Type.BROKER_LOGGER) {
      try {
        return alterations.alterLoggers(
            resource.resourceName(), request.validateOnly(), levels(resource));
      } catch (ApiException wrong) {
        return CompletableFuture.completedStage(Result.of(wrong));
      }
    }
    return alterations.alter(
        resource.resourceType(),
        resource.resourceName(),
        request.validateOnly(),
        now -> changed(now, resource, type));
  }

  private static @Nullable Result check(
      IncrementalAlterConfigsRequestData request, AlterConfigsResource resource) {
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
                .filter(it -> it.configOperation() != OpType.DELETE.id() && it.value() == null)
                .map(AlterableConfig::name)
                .toList());
  }

  private static Map<String, String> changed(
      Map<String, String> now, AlterConfigsResource resource, ConfigResource.Type type) {
    Map<String, String> wanted = new HashMap<>(now);
    for (AlterableConfig config : resource.configs()) {
      String key = config.name();
      OpType operation = operation(config);
      switch (operation) {
        case SET -> wanted.put(key, config.value());
        case DELETE -> wanted.remove(key);
        case APPEND, SUBTRACT ->
            wanted.put(
                key,
                AlterationRules.changeList(
                    type, key, wanted.get(key), config.value(), operation == OpType.APPEND));
      }
    }
    return wanted;
  }

  private static OpType operation(AlterableConfig config) {
    OpType operation = OpType.forId(config.configOperation());
    if (operation == null) {
      throw new InvalidRequestException("Unknown operations type " + config.configOperation());
    }
    return operation;
  }

  private static Map<String, @Nullable String> levels(AlterConfigsResource resource) {
    Map<String, @Nullable String> levels = new LinkedHashMap<>();
    for (AlterableConfig config : resource.configs()) {
      OpType operation = operation(config);
      switch (operation) {
        case SET -> levels.put(config.name(), config.value());
        case DELETE -> levels.put(config.name(), null);
        case APPEND, SUBTRACT ->
            throw new InvalidRequestException(
                operation + " operation is not allowed for the BROKER_LOGGER resource");
      }
    }
    return levels;
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
  public IncrementalAlterConfigsResponseData refuse(
      IncrementalAlterConfigsRequestData request, Errors error, String message) {
    return new IncrementalAlterConfigsResponseData()
        .setResponses(
            request.resources().stream().map(it -> response(it, error, message)).toList());
  }
}
