package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Acls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** CreateAcls (api key 30): adds access rules. Source: CreateAclsRequest.json, KIP-140, KIP-290. */
public final class CreateAclsHandler
    implements ApiHandler<CreateAclsRequestData, CreateAclsResponseData> {
  private final @Nullable Acls acls;

  /**
   * @param acls null without an authorizer
   */
  public CreateAclsHandler(@Nullable Acls acls) {
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
          refuse(request, Errors.SECURITY_DISABLED, AclTexts.NO_AUTHORIZER));
    }
    List<CompletableFuture<AclCreationResult>> results = new ArrayList<>();
    for (AclCreation creation : request.creations()) {
      results.add(create(acls, creation).toCompletableFuture());
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenCompose(done -> acls.follower().caughtUp())
        .thenApply(
            image ->
                new CreateAclsResponseData()
                    .setResults(results.stream().map(CompletableFuture::join).toList()));
  }

  private static CompletionStage<AclCreationResult> create(Acls acls, AclCreation creation) {
    AclBinding binding;
    try {
      binding = AclTexts.binding(creation);
    } catch (InvalidRequestException wrong) {
      return CompletableFuture.completedStage(
          result(Errors.INVALID_REQUEST, String.valueOf(wrong.getMessage())));
    }
    return acls.znodes()
        .change(
            binding.pattern(),
            now -> {
              Set<AccessControlEntry> wanted = new HashSet<>(now);
              wanted.add(binding.entry());
              return wanted;
            })
        .thenApply(error -> result(error, error == Errors.NONE ? "" : error.message()));
  }

  private static AclCreationResult result(Errors error, String message) {
    return new AclCreationResult().setErrorCode(error.code()).setErrorMessage(message);
  }

  @Override
  public CreateAclsResponseData refuse(
      CreateAclsRequestData request, Errors error, String message) {
    return new CreateAclsResponseData()
        .setResults(request.creations().stream().map(it -> result(error, message)).toList());
  }
}
