package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ZnodeAcls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * CreateAcls (api key 30): says who may do what, and answers when it counts. Source:
 * CreateAclsRequest.json, KIP-140, KIP-290.
 */
public final class CreateAclsHandler
    implements ApiHandler<CreateAclsRequestData, CreateAclsResponseData> {
  private final @Nullable ZnodeAcls acls;

  /**
   * @param acls null for a broker without an authorizer
   */
  public CreateAclsHandler(@Nullable ZnodeAcls acls) {
    this.acls = acls;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CREATE_ACLS;
  }

  @Override
  public CompletionStage<CreateAclsResponseData> handle(
      RequestContext context, CreateAclsRequestData request) {
    if (acls == null) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.SECURITY_DISABLED, "No Authorizer is configured."));
    }
    List<AclBinding> wanted = request.creations().stream().map(CreateAclsHandler::binding).toList();
    if (wanted.stream().anyMatch(AclBinding::isUnknown)) {
      return CompletableFuture.failedStage(
          new CloseConnectionException("CreateAcls with an unknown type: " + wanted));
    }
    Map<ResourcePattern, CompletableFuture<Errors>> additions = new HashMap<>();
    byPattern(wanted)
        .forEach(
            (pattern, entries) ->
                additions.put(pattern, acls.add(pattern, entries).toCompletableFuture()));
    return CompletableFuture.allOf(additions.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              CreateAclsResponseData response = new CreateAclsResponseData();
              for (AclBinding binding : wanted) {
                String mistake = mistake(binding);
                CompletableFuture<Errors> added = additions.get(binding.pattern());
                response
                    .results()
                    .add(
                        mistake == null && added != null
                            ? result(added.join(), added.join().message())
                            : result(Errors.INVALID_REQUEST, mistake));
              }
              return response;
            });
  }

  private static AclBinding binding(AclCreation creation) {
    return new AclBinding(
        new ResourcePattern(
            ResourceType.fromCode(creation.resourceType()),
            creation.resourceName(),
            PatternType.fromCode(creation.resourcePatternType())),
        new AccessControlEntry(
            creation.principal(),
            creation.host(),
            AclOperation.fromCode(creation.operation()),
            AclPermissionType.fromCode(creation.permissionType())));
  }

  /** Without those that are wrong. */
  private static Map<ResourcePattern, Set<AccessControlEntry>> byPattern(List<AclBinding> wanted) {
    Map<ResourcePattern, Set<AccessControlEntry>> byPattern = new HashMap<>();
    for (AclBinding binding : wanted) {
      if (mistake(binding) == null) {
        byPattern
            .computeIfAbsent(binding.pattern(), pattern -> new HashSet<>())
            .add(binding.entry());
      }
    }
    return byPattern;
  }

  /** What is wrong with one; null if nothing. */
  private static @Nullable String mistake(AclBinding binding) {
    ResourcePattern pattern = binding.pattern();
    if (pattern.resourceType() == ResourceType.CLUSTER
        && !pattern.name().equals(Resource.CLUSTER_NAME)) {
      return "The only valid name for the CLUSTER resource is " + Resource.CLUSTER_NAME;
    }
    if (pattern.name().isEmpty()) {
      return "Invalid empty resource name";
    }
    return principal(binding.entry().principal());
  }

  private static @Nullable String principal(String principal) {
    return principal.indexOf(':') > 0
        ? null
        : "Could not parse principal from `%s` (no colon is present separating the principal type"
                .formatted(principal)
            + " from the principal name)";
  }

  private static AclCreationResult result(Errors error, @Nullable String message) {
    return new AclCreationResult()
        .setErrorCode(error.code())
        .setErrorMessage(error == Errors.NONE ? null : message);
  }

  @Override
  public CreateAclsResponseData refuse(
      CreateAclsRequestData request, Errors error, String message) {
    List<AclCreationResult> results = new ArrayList<>();
    request.creations().forEach(creation -> results.add(result(error, message)));
    return new CreateAclsResponseData().setResults(results);
  }
}
