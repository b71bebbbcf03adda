package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.ConfigImage;
import io.jackdaw.security.scram.ScramCredential;
import io.jackdaw.security.scram.ScramMechanism;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsRequestData.UserName;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.CredentialInfo;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData.DescribeUserScramCredentialsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeUserScramCredentials (api key 50): who has a password for which mechanism, and nothing of
 * the password. Source: DescribeUserScramCredentialsRequest.json, KIP-554.
 */
public final class DescribeUserScramCredentialsHandler
    implements ApiHandler<
        DescribeUserScramCredentialsRequestData, DescribeUserScramCredentialsResponseData> {
  private final ClusterView cluster;

  public DescribeUserScramCredentialsHandler(ClusterView cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_USER_SCRAM_CREDENTIALS;
  }

  @Override
  public CompletionStage<DescribeUserScramCredentialsResponseData> handle(
      RequestContext context, DescribeUserScramCredentialsRequestData request) {
    ConfigImage configs = cluster.image().configs();
    List<DescribeUserScramCredentialsResult> results = new ArrayList<>();
    if (request.users() == null || request.users().isEmpty()) {
      configs
          .users()
          .forEach(
              (user, config) -> {
                List<CredentialInfo> infos = infos(config);
                if (!infos.isEmpty()) {
                  results.add(result(user, infos));
                }
              });
    } else {
      List<String> asked = request.users().stream().map(UserName::name).toList();
      for (String user : new TreeSet<>(asked)) {
        results.add(
            Collections.frequency(asked, user) > 1
                ? refused(
                    user,
                    Errors.DUPLICATE_RESOURCE,
                    "Cannot describe SCRAM credentials for the same user twice in a single"
                        + " request: "
                        + user)
                : describe(user, infos(configs.users().getOrDefault(user, Map.of()))));
      }
    }
    return CompletableFuture.completedStage(
        new DescribeUserScramCredentialsResponseData().setErrorMessage("").setResults(results));
  }

  private static DescribeUserScramCredentialsResult describe(
      String user, List<CredentialInfo> infos) {
    return infos.isEmpty()
        ? refused(
            user,
            Errors.RESOURCE_NOT_FOUND,
            "Attempt to describe a user credential that does not exist: " + user)
        : result(user, infos);
  }

  private static List<CredentialInfo> infos(Map<String, String> config) {
    List<CredentialInfo> infos = new ArrayList<>();
    for (ScramMechanism mechanism : ScramMechanism.values()) {
      String text = config.get(mechanism.text());
      if (text != null) {
        infos.add(
            new CredentialInfo()
                .setMechanism(mechanism.id())
                .setIterations(ScramCredential.decode(text).iterations()));
      }
    }
    return infos;
  }

  private static DescribeUserScramCredentialsResult result(
      String user, List<CredentialInfo> infos) {
    return new DescribeUserScramCredentialsResult()
        .setUser(user)
        .setErrorMessage("")
        .setCredentialInfos(infos);
  }

  private static DescribeUserScramCredentialsResult refused(
      String user, Errors error, String message) {
    return new DescribeUserScramCredentialsResult()
        .setUser(user)
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }

  @Override
  public DescribeUserScramCredentialsResponseData refuse(
      DescribeUserScramCredentialsRequestData request, Errors error, String message) {
    return new DescribeUserScramCredentialsResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message);
  }
}
