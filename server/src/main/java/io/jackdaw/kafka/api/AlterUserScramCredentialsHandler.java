package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ConfigEntity;
import io.jackdaw.kafka.metadata.ZnodeConfigs;
import io.jackdaw.kafka.metadata.ZnodeConfigs.Alteration;
import io.jackdaw.security.scram.ScramCredential;
import io.jackdaw.security.scram.ScramMechanism;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialDeletion;
import org.apache.kafka.common.message.AlterUserScramCredentialsRequestData.ScramCredentialUpsertion;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData;
import org.apache.kafka.common.message.AlterUserScramCredentialsResponseData.AlterUserScramCredentialsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * AlterUserScramCredentials (api key 51): sets and removes passwords of users, all of one user in
 * one step. Source: AlterUserScramCredentialsRequest.json, KIP-554.
 */
public final class AlterUserScramCredentialsHandler
    implements ApiHandler<
        AlterUserScramCredentialsRequestData, AlterUserScramCredentialsResponseData> {
  private static final int MIN_ITERATIONS = 4_096;
  private static final int MAX_ITERATIONS = 16_384;

  private final ZnodeConfigs znodes;

  public AlterUserScramCredentialsHandler(ZnodeConfigs znodes) {
    this.znodes = znodes;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ALTER_USER_SCRAM_CREDENTIALS;
  }

  @Override
  public CompletionStage<AlterUserScramCredentialsResponseData> handle(
      RequestContext context, AlterUserScramCredentialsRequestData request) {
    List<CompletableFuture<AlterUserScramCredentialsResult>> results = new ArrayList<>();
    for (String user : users(request)) {
      results.add(
          alter(
                  user,
                  request.deletions().stream().filter(it -> it.name().equals(user)).toList(),
                  request.upsertions().stream().filter(it -> it.name().equals(user)).toList())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                new AlterUserScramCredentialsResponseData()
                    .setResults(results.stream().map(CompletableFuture::join).toList()));
  }

  private static Set<String> users(AlterUserScramCredentialsRequestData request) {
    Set<String> users = new LinkedHashSet<>();
    request.deletions().forEach(it -> users.add(it.name()));
    request.upsertions().forEach(it -> users.add(it.name()));
    return users;
  }

  private CompletionStage<AlterUserScramCredentialsResult> alter(
      String user,
      List<ScramCredentialDeletion> deletions,
      List<ScramCredentialUpsertion> upsertions) {
    Alteration.Refused wrong = check(user, deletions, upsertions);
    if (wrong != null) {
      return CompletableFuture.completedStage(result(user, wrong));
    }
    return znodes
        .alter(
            ConfigEntity.user(ConfigEntity.sanitized(user)),
            false,
            now -> decide(now, deletions, upsertions))
        .thenApply(alteration -> result(user, alteration));
  }

  private static Alteration.@Nullable Refused check(
      String user,
      List<ScramCredentialDeletion> deletions,
      List<ScramCredentialUpsertion> upsertions) {
    if (user.isEmpty()) {
      return new Alteration.Refused(Errors.UNACCEPTABLE_CREDENTIAL, "Username must not be empty");
    }
    boolean unknown =
        deletions.stream().anyMatch(it -> ScramMechanism.of(it.mechanism()) == null)
            || upsertions.stream().anyMatch(it -> ScramMechanism.of(it.mechanism()) == null);
    if (unknown) {
      return new Alteration.Refused(Errors.UNSUPPORTED_SASL_MECHANISM, "Unknown SCRAM mechanism");
    }
    for (ScramCredentialUpsertion upsertion : upsertions) {
      if (upsertion.iterations() < MIN_ITERATIONS) {
        return new Alteration.Refused(Errors.UNACCEPTABLE_CREDENTIAL, "Too few iterations");
      }
      if (upsertion.iterations() > MAX_ITERATIONS) {
        return new Alteration.Refused(Errors.UNACCEPTABLE_CREDENTIAL, "Too many iterations");
      }
    }
    return null;
  }

  private static Alteration decide(
      Map<String, String> now,
      List<ScramCredentialDeletion> deletions,
      List<ScramCredentialUpsertion> upsertions) {
    Map<String, String> wanted = new HashMap<>(now);
    Set<ScramMechanism> altered = new HashSet<>();
    for (ScramCredentialDeletion deletion : deletions) {
      ScramMechanism mechanism = known(deletion.mechanism());
      if (!now.containsKey(mechanism.text())) {
        return new Alteration.Refused(
            Errors.RESOURCE_NOT_FOUND, "Attempt to delete a user credential that does not exist");
      }
      if (!altered.add(mechanism)) {
        return twice();
      }
      wanted.remove(mechanism.text());
    }
    for (ScramCredentialUpsertion upsertion : upsertions) {
      ScramMechanism mechanism = known(upsertion.mechanism());
      if (!altered.add(mechanism)) {
        return twice();
      }
      wanted.put(
          mechanism.text(),
          ScramCredential.of(
                  mechanism, upsertion.salt(), upsertion.saltedPassword(), upsertion.iterations())
              .encode());
    }
    return new Alteration.Wanted(wanted);
  }

  private static ScramMechanism known(byte id) {
    ScramMechanism mechanism = ScramMechanism.of(id);
    if (mechanism == null) {
      throw new IllegalStateException("Unchecked mechanism " + id);
    }
    return mechanism;
  }

  private static Alteration.Refused twice() {
    return new Alteration.Refused(
        Errors.DUPLICATE_RESOURCE, "A user credential cannot be altered twice in the same request");
  }

  private static AlterUserScramCredentialsResult result(String user, Alteration alteration) {
    AlterUserScramCredentialsResult result = new AlterUserScramCredentialsResult().setUser(user);
    return alteration instanceof Alteration.Refused refused
        ? result.setErrorCode(refused.error().code()).setErrorMessage(refused.message())
        : result.setErrorMessage(null);
  }

  @Override
  public AlterUserScramCredentialsResponseData refuse(
      AlterUserScramCredentialsRequestData request, Errors error, String message) {
    return new AlterUserScramCredentialsResponseData()
        .setResults(
            users(request).stream()
                .map(user -> result(user, new Alteration.Refused(error, message)))
                .toList());
  }
}
