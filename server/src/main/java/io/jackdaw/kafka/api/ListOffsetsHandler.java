package io.jackdaw.kafka.api;

import io.jackdaw.disk.StorageException;
import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.OffsetAtTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ListOffsets (api key 2): the offset at a time, or at one of the marks below. Nothing is tiered,
 * so what is asked about remote storage has no offset.
 *
 * <p>A search by time reads the log and therefore runs on a disk thread. Source:
 * ListOffsetsRequest.json, KIP-79, KIP-207, KIP-734.
 */
public final class ListOffsetsHandler
    implements ApiHandler<ListOffsetsRequestData, ListOffsetsResponseData> {
  private static final Logger LOG = LoggerFactory.getLogger(ListOffsetsHandler.class);
  private static final long LATEST = -1;
  private static final long EARLIEST = -2;
  private static final long MAX_TIMESTAMP = -3;
  private static final long EARLIEST_LOCAL = -4;
  private static final long LATEST_TIERED = -5;
  private static final long EARLIEST_PENDING_UPLOAD = -6;

  /** The first version that may ask for a mark. */
  private static final Map<Long, Integer> FIRST_VERSIONS =
      Map.of(
          LATEST, 1,
          EARLIEST, 1,
          MAX_TIMESTAMP, 7,
          EARLIEST_LOCAL, 8,
          LATEST_TIERED, 9,
          EARLIEST_PENDING_UPLOAD, 11);

  private static final int FIRST_WITH_OFFSET_NOT_AVAILABLE = 5;
  private static final int FIRST_WITH_LEADER_EPOCH = 4;
  private static final int DEBUGGING_CONSUMER = -2;
  private static final byte READ_COMMITTED = 1;

  private final Partitions partitions;
  private final Executor disk;

  /**
   * @param disk runs searches that read the log
   */
  public ListOffsetsHandler(Partitions partitions, Executor disk) {
    this.partitions = partitions;
    this.disk = disk;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_OFFSETS;
  }

  @Override
  public CompletionStage<ListOffsetsResponseData> handle(
      RequestContext context, ListOffsetsRequestData request) {
    return searches(request)
        ? CompletableFuture.supplyAsync(() -> answer(context, request), disk)
        : CompletableFuture.completedFuture(answer(context, request));
  }

  @Override
  public ListOffsetsResponseData refuse(
      ListOffsetsRequestData request, Errors error, String message) {
    ListOffsetsResponseData response = new ListOffsetsResponseData();
    for (ListOffsetsTopic topic : request.topics()) {
      refuse(topic, topic(response, topic.name()), error);
    }
    return response;
  }

  private static void refuse(
      ListOffsetsTopic topic, ListOffsetsTopicResponse refused, Errors error) {
    topic
        .partitions()
        .forEach(asked -> refused.partitions().add(none(asked.partitionIndex(), error)));
  }

  private static boolean searches(ListOffsetsRequestData request) {
    return request.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .anyMatch(asked -> asked.timestamp() >= 0 || asked.timestamp() == MAX_TIMESTAMP);
  }

  private ListOffsetsResponseData answer(RequestContext context, ListOffsetsRequestData request) {
    Set<TopicPartition> twice = repeated(request);
    ListOffsetsResponseData response = new ListOffsetsResponseData();
    for (ListOffsetsTopic topic : request.topics()) {
      ListOffsetsTopicResponse answer = topic(response, topic.name());
      if (!context.mayTopic(AclOperation.DESCRIBE, topic.name())) {
        refuse(topic, answer, Errors.TOPIC_AUTHORIZATION_FAILED);
        continue;
      }
      for (ListOffsetsPartition asked : topic.partitions()) {
        boolean repeated = twice.contains(new TopicPartition(topic.name(), asked.partitionIndex()));
        answer
            .partitions()
            .add(
                repeated
                    ? none(asked.partitionIndex(), Errors.INVALID_REQUEST)
                    : answer(context.version(), request, topic.name(), asked));
      }
    }
    return response;
  }

  private ListOffsetsPartitionResponse answer(
      short version, ListOffsetsRequestData request, String topic, ListOffsetsPartition asked) {
    int index = asked.partitionIndex();
    long timestamp = asked.timestamp();
    if (timestamp < 0 && version < FIRST_VERSIONS.getOrDefault(timestamp, Integer.MAX_VALUE)) {
      return none(index, Errors.UNSUPPORTED_VERSION);
    }
    Partition partition = partitions.find(topic, index);
    if (partition == null) {
      return none(index, partitions.absence(topic, index));
    }
    Errors refusal = partition.check(asked.currentLeaderEpoch());
    if (refusal == Errors.NOT_LEADER_OR_FOLLOWER && request.replicaId() == DEBUGGING_CONSUMER) {
      refusal = Errors.NONE;
    }
    if (refusal != Errors.NONE) {
      return none(index, refusal);
    }
    try {
      return find(version, request, partition, timestamp);
    } catch (InvalidRecordException malformed) {
      LOG.warn(
          "Records of a client are malformed topic={} partition={}: {}",
          topic,
          index,
          malformed.getMessage());
      return none(index, Errors.INVALID_RECORD);
    } catch (StorageException failure) {
      LOG.error("Offset lookup failed topic={} partition={}", topic, index, failure);
      return none(index, Errors.KAFKA_STORAGE_ERROR);
    }
  }

  private static ListOffsetsPartitionResponse find(
      short version, ListOffsetsRequestData request, Partition partition, long timestamp) {
    int index = partition.name().partition();
    if (timestamp == LATEST_TIERED || timestamp == EARLIEST_PENDING_UPLOAD) {
      return none(index, Errors.NONE);
    }
    if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
      long start = partition.log().logStartOffset();
      return some(version, index, new OffsetAtTime(start, -1, partition.log().epochAt(start)));
    }
    long end = end(request, partition);
    boolean endIsKnown = request.replicaId() != -1 || partition.knowsItsEnd();
    if (timestamp == LATEST) {
      return endIsKnown
          ? some(version, index, new OffsetAtTime(end, -1, partition.leaderEpoch()))
          : none(index, notYet(version));
    }
    OffsetAtTime found =
        timestamp == MAX_TIMESTAMP
            ? partition.log().maxTimestamp()
            : partition.log().offsetForTimestamp(timestamp);
    if (found != null && found.offset() < end) {
      return some(version, index, found);
    }
    return none(index, endIsKnown ? Errors.NONE : notYet(version));
  }

  /** The offset that this reader may not pass. */
  private static long end(ListOffsetsRequestData request, Partition partition) {
    if (request.replicaId() != -1) {
      return partition.log().logEndOffset();
    }
    return request.isolationLevel() == READ_COMMITTED
        ? partition.lastStableOffset()
        : partition.highWatermark();
  }

  private static Errors notYet(short version) {
    return version >= FIRST_WITH_OFFSET_NOT_AVAILABLE
        ? Errors.OFFSET_NOT_AVAILABLE
        : Errors.LEADER_NOT_AVAILABLE;
  }

  private static Set<TopicPartition> repeated(ListOffsetsRequestData request) {
    Set<TopicPartition> seen = new HashSet<>();
    Set<TopicPartition> repeated = new HashSet<>();
    for (ListOffsetsTopic topic : request.topics()) {
      for (ListOffsetsPartition asked : topic.partitions()) {
        TopicPartition name = new TopicPartition(topic.name(), asked.partitionIndex());
        if (!seen.add(name)) {
          repeated.add(name);
        }
      }
    }
    return repeated;
  }

  private static ListOffsetsTopicResponse topic(ListOffsetsResponseData response, String name) {
    ListOffsetsTopicResponse topic = new ListOffsetsTopicResponse().setName(name);
    response.topics().add(topic);
    return topic;
  }

  private static ListOffsetsPartitionResponse some(short version, int index, OffsetAtTime found) {
    ListOffsetsPartitionResponse response =
        none(index, Errors.NONE).setOffset(found.offset()).setTimestamp(found.timestampMs());
    return version >= FIRST_WITH_LEADER_EPOCH
        ? response.setLeaderEpoch(found.leaderEpoch())
        : response;
  }

  private static ListOffsetsPartitionResponse none(int index, Errors error) {
    return new ListOffsetsPartitionResponse().setPartitionIndex(index).setErrorCode(error.code());
  }
}
