package io.jackdaw.kafka.api;

import io.jackdaw.kafka.group.GroupCoordinator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * ConsumerGroupDescribe (api key 69): state, members and assignments of consumer groups. Source:
 * ConsumerGroupDescribeRequest.json, KIP-848, KIP-1099 (type of a member).
 */
public final class ConsumerGroupDescribeHandler
    implements ApiHandler<ConsumerGroupDescribeRequestData, ConsumerGroupDescribeResponseData> {
  private final GroupCoordinator coordinator;
  private final Features features;

  public ConsumerGroupDescribeHandler(GroupCoordinator coordinator, Features features) {
    this.coordinator = coordinator;
    this.features = features;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.CONSUMER_GROUP_DESCRIBE;
  }

  @Override
  public CompletionStage<ConsumerGroupDescribeResponseData> handle(
      RequestContext context, ConsumerGroupDescribeRequestData request) {
    if (!features.isOn(Feature.GROUPS)) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.UNSUPPORTED_VERSION, Errors.UNSUPPORTED_VERSION.message()));
    }
    return coordinator
        .describeConsumerGroups(request.groupIds())
        .thenApply(
            groups -> {
              if (request.includeAuthorizedOperations()) {
                groups.stream()
                    .filter(group -> group.errorCode() == Errors.NONE.code())
                    .forEach(group -> group.setAuthorizedOperations(AuthorizedOperations.ON_GROUP));
              }
              return new ConsumerGroupDescribeResponseData().setGroups(groups);
            });
  }

  @Override
  public ConsumerGroupDescribeResponseData refuse(
      ConsumerGroupDescribeRequestData request, Errors error, String message) {
    List<DescribedGroup> groups =
        request.groupIds().stream()
            .map(
                group ->
                    new DescribedGroup()
                        .setGroupId(group)
                        .setErrorCode(error.code())
                        .setErrorMessage(message))
            .toList();
    return new ConsumerGroupDescribeResponseData().setGroups(groups);
  }
}
