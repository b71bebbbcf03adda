package io.jackdaw.kafka.api;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.FutureReplica;
import io.jackdaw.log.LogDirectory;
import io.jackdaw.log.Logs;
import io.jackdaw.log.PartitionLog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DescribeLogDirs (api key 35): the log directories, their volumes, and what lies in them. Runs on
 * a disk thread. Source: DescribeLogDirsRequest.json, KIP-113, KIP-827, KIP-1066.
 */
public final class DescribeLogDirsHandler
    implements ApiHandler<DescribeLogDirsRequestData, DescribeLogDirsResponseData> {
  private static final Logger LOG = LoggerFactory.getLogger(DescribeLogDirsHandler.class);

  private final Logs logs;
  private final Executor disk;

  public DescribeLogDirsHandler(Logs logs, Executor disk) {
    this.logs = logs;
    this.disk = disk;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_LOG_DIRS;
  }

  @Override
  public CompletionStage<DescribeLogDirsResponseData> handle(
      RequestContext context, DescribeLogDirsRequestData request) {
    return CompletableFuture.supplyAsync(() -> describe(request), disk);
  }

  @Override
  public DescribeLogDirsResponseData refuse(
      DescribeLogDirsRequestData request, Errors error, String message) {
    return new DescribeLogDirsResponseData().setErrorCode(error.code());
  }

  private DescribeLogDirsResponseData describe(DescribeLogDirsRequestData request) {
    Map<Path, List<PartitionLog>> byDirectory =
        logs.all().stream()
            .filter(log -> isAskedFor(request, log))
            .collect(Collectors.groupingBy(DescribeLogDirsHandler::parent));
    Map<Path, List<FutureReplica>> futures =
        logs.futures().stream()
            .filter(future -> isAskedFor(request, future.log()))
            .collect(Collectors.groupingBy(future -> parent(future.log())));
    DescribeLogDirsResponseData response = new DescribeLogDirsResponseData();
    for (LogDirectory directory : logs.directories()) {
      Path path = directory.path().toAbsolutePath();
      response
          .results()
          .add(
              describe(
                      directory,
                      path,
                      byDirectory.getOrDefault(path, List.of()),
                      futures.getOrDefault(path, List.of()))
                  .setIsCordoned(directory.failure() == null && logs.isCordoned(directory)));
    }
    for (Path path : logs.unusable().keySet()) {
      response
          .results()
          .add(
              new DescribeLogDirsResult()
                  .setLogDir(path.toAbsolutePath().toString())
                  .setErrorCode(Errors.KAFKA_STORAGE_ERROR.code()));
    }
    return response;
  }

  private static DescribeLogDirsResult describe(
      LogDirectory directory, Path path, List<PartitionLog> logs, List<FutureReplica> futures) {
    DescribeLogDirsResult result = new DescribeLogDirsResult().setLogDir(path.toString());
    if (directory.failure() != null) {
      return result.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
    }
    try {
      Disk.Space space = directory.space();
      result.setTotalBytes(space.totalBytes()).setUsableBytes(space.usableBytes());
      Map<String, DescribeLogDirsTopic> topics = new HashMap<>();
      for (PartitionLog log : logs) {
        topic(topics, log).partitions().add(describe(log));
      }
      for (FutureReplica future : futures) {
        topic(topics, future.log())
            .partitions()
            .add(describe(future.log()).setOffsetLag(future.lag()).setIsFutureKey(true));
      }
      return result.setTopics(List.copyOf(topics.values()));
    } catch (StorageException failure) {
      LOG.warn("Log directory {} cannot be described: {}", path, failure.getMessage());
      return result.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
    }
  }

  private static DescribeLogDirsTopic topic(
      Map<String, DescribeLogDirsTopic> topics, PartitionLog log) {
    return topics.computeIfAbsent(
        log.name().topic(), name -> new DescribeLogDirsTopic().setName(name));
  }

  private static DescribeLogDirsPartition describe(PartitionLog log) {
    return new DescribeLogDirsPartition()
        .setPartitionIndex(log.name().partition())
        .setPartitionSize(log.sizeBytes())
        .setOffsetLag(Math.max(0, log.highWatermark() - log.logEndOffset()))
        .setIsFutureKey(false);
  }

  /** No topics at all means all of them. */
  private static boolean isAskedFor(DescribeLogDirsRequestData request, PartitionLog log) {
    if (request.topics() == null) {
      return true;
    }
    DescribableLogDirTopic topic = request.topics().find(log.name().topic());
    return topic != null && topic.partitions().contains(log.name().partition());
  }

  private static Path parent(PartitionLog log) {
    Path parent = log.directory().toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalStateException("a log lies in the root: " + log.directory());
    }
    return parent;
  }
}
