package io.jackdaw.kafka.api;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** The shape of OffsetFetch before version 8: one group, and before 2 no error of its own. */
final class SingleGroupOffsets {
  private static final short FIRST_WITH_GROUP_ERROR = 2;

  private SingleGroupOffsets() {}

  static OffsetFetchRequestGroup upgrade(OffsetFetchRequestData request) {
    OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().setGroupId(request.groupId());
    if (request.topics() == null) {
      return group.setTopics(null);
    }
    List<OffsetFetchRequestTopics> topics = new ArrayList<>();
    for (OffsetFetchRequestTopic topic : request.topics()) {
      topics.add(
          new OffsetFetchRequestTopics()
              .setName(topic.name())
              .setPartitionIndexes(topic.partitionIndexes()));
    }
    return group.setTopics(topics);
  }

  static OffsetFetchResponseData downgrade(
      short version, OffsetFetchRequestGroup request, OffsetFetchResponseGroup group) {
    OffsetFetchResponseData response = new OffsetFetchResponseData();
    if (group.errorCode() != Errors.NONE.code() && request.topics() == null) {
      return response.setErrorCode(group.errorCode());
    }
    if (group.errorCode() != Errors.NONE.code()) {
      return version >= FIRST_WITH_GROUP_ERROR
          ? response.setErrorCode(group.errorCode())
          : errorInEachPartition(response, request, group.errorCode());
    }
    group
        .topics()
        .forEach(
            topic -> {
              OffsetFetchResponseTopic shown = new OffsetFetchResponseTopic().setName(topic.name());
              topic
                  .partitions()
                  .forEach(
                      partition ->
                          shown
                              .partitions()
                              .add(
                                  new OffsetFetchResponsePartition()
                                      .setPartitionIndex(partition.partitionIndex())
                                      .setCommittedOffset(partition.committedOffset())
                                      .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                                      .setMetadata(partition.metadata())
                                      .setErrorCode(partition.errorCode())));
              response.topics().add(shown);
            });
    return response;
  }

  /** The error where every version can see it. */
  static OffsetFetchResponseData refuse(OffsetFetchRequestData request, Errors error) {
    OffsetFetchResponseData response = new OffsetFetchResponseData().setErrorCode(error.code());
    return request.topics() == null
        ? response
        : errorInEachPartition(response, upgrade(request), error.code());
  }

  private static OffsetFetchResponseData errorInEachPartition(
      OffsetFetchResponseData response, OffsetFetchRequestGroup request, short error) {
    for (OffsetFetchRequestTopics topic : request.topics()) {
      OffsetFetchResponseTopic shown = new OffsetFetchResponseTopic().setName(topic.name());
      for (int partition : topic.partitionIndexes()) {
        shown
            .partitions()
            .add(
                new OffsetFetchResponsePartition()
                    .setPartitionIndex(partition)
                    .setCommittedOffset(-1)
                    .setMetadata("")
                    .setErrorCode(error));
      }
      response.topics().add(shown);
    }
    return response;
  }
}
