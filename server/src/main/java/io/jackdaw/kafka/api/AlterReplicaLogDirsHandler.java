package io.jackdaw.kafka.api;

import io.jackdaw.disk.StorageException;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.LogDirectory;
import io.jackdaw.log.Logs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDir;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirPartitionResult;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AlterReplicaLogDirs (api key 34): moves replicas of this broker to other log directories, in the
 * background; a replica that is not here yet will be made there. Runs on a disk thread. Source:
 * AlterReplicaLogDirsRequest.json, KIP-113, KIP-1066.
 */
public final class AlterReplicaLogDirsHandler
    implements ApiHandler<AlterReplicaLogDirsRequestData, AlterReplicaLogDirsResponseData> {
  private static final Logger LOG = LoggerFactory.getLogger(AlterReplicaLogDirsHandler.class);

  /** What {@code .<32 hex digits>-future} needs behind the name of the topic and the partition. */
  private static final int SUFFIX_BYTES = 40;

  private static final int LONGEST_NAME = 255;

  private final Logs logs;
  private final Partitions partitions;
  private final Executor disk;

  public AlterReplicaLogDirsHandler(Logs logs, Partitions partitions, Executor disk) {
    this.logs = logs;
    this.partitions = partitions;
    this.disk = disk;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ALTER_REPLICA_LOG_DIRS;
  }

  @Override
  public CompletionStage<AlterReplicaLogDirsResponseData> handle(
      RequestContext context, AlterReplicaLogDirsRequestData request) {
    return CompletableFuture.supplyAsync(() -> answer(request, this::move), disk);
  }

  @Override
  public AlterReplicaLogDirsResponseData refuse(
      AlterReplicaLogDirsRequestData request, Errors error, String message) {
    return answer(request, (path, topic, partition) -> error);
  }

  private interface Decision {
    Errors about(String path, String topic, int partition);
  }

  private static AlterReplicaLogDirsResponseData answer(
      AlterReplicaLogDirsRequestData request, Decision decision) {
    AlterReplicaLogDirsResponseData response = new AlterReplicaLogDirsResponseData();
    Map<String, AlterReplicaLogDirTopicResult> topics = new HashMap<>();
    for (AlterReplicaLogDir directory : request.dirs()) {
      for (AlterReplicaLogDirTopic topic : directory.topics()) {
        AlterReplicaLogDirTopicResult result =
            topics.computeIfAbsent(
                topic.name(),
                name -> {
                  AlterReplicaLogDirTopicResult made =
                      new AlterReplicaLogDirTopicResult().setTopicName(name);
                  response.results().add(made);
                  return made;
                });
        for (int partition : topic.partitions()) {
          Errors error = decision.about(directory.path(), topic.name(), partition);
          result
              .partitions()
              .add(
                  new AlterReplicaLogDirPartitionResult()
                      .setPartitionIndex(partition)
                      .setErrorCode(error.code()));
        }
      }
    }
    return response;
  }

  private Errors move(String path, String topic, int partition) {
    if ((topic + "-" + partition).length() + SUFFIX_BYTES > LONGEST_NAME) {
      return Errors.INVALID_TOPIC_EXCEPTION;
    }
    if (logs.unusable().keySet().stream().anyMatch(it -> path(it).equals(path))) {
      return Errors.KAFKA_STORAGE_ERROR;
    }
    LogDirectory target = null;
    for (LogDirectory each : logs.directories()) {
      target = path(each.path()).equals(path) ? each : target;
    }
    if (target == null) {
      return Errors.LOG_DIR_NOT_FOUND;
    }
    if (target.failure() != null) {
      return Errors.KAFKA_STORAGE_ERROR;
    }
    if (logs.isCordoned(target)) {
      return Errors.INVALID_REPLICA_ASSIGNMENT;
    }
    if (logs.offlineReason(topic, partition) != null) {
      return Errors.KAFKA_STORAGE_ERROR;
    }
    try {
      logs.move(topic, partition, target);
    } catch (StorageException failed) {
      LOG.warn("Cannot move {}-{} to {}: {}", topic, partition, path, failed.getMessage());
      return Errors.KAFKA_STORAGE_ERROR;
    }
    if (partitions.find(topic, partition) != null) {
      return Errors.NONE;
    }
    Errors absence = partitions.absence(topic, partition);
    return absence == Errors.NOT_LEADER_OR_FOLLOWER ? Errors.REPLICA_NOT_AVAILABLE : absence;
  }

  private static String path(Path directory) {
    return directory.toAbsolutePath().toString();
  }
}
