package io.jackdaw.kafka.api;

import io.jackdaw.disk.Disk;
import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.FakeClusterView;
import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.acl.AccessRules;
import io.jackdaw.kafka.coordinator.PartitionCoordinatorLog;
import io.jackdaw.kafka.metadata.ProducerIds;
import io.jackdaw.kafka.partition.FetchReader;
import io.jackdaw.kafka.partition.FetchSessions;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.quota.QuotaWindows;
import io.jackdaw.kafka.transaction.MarkerTarget;
import io.jackdaw.kafka.transaction.TransactionConfig;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import io.jackdaw.kafka.wire.KafkaConnectionHandler;
import io.jackdaw.log.LogConfig;
import io.jackdaw.log.Logs;
import io.jackdaw.log.LogsConfig;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.net.EventLoops;
import io.jackdaw.net.Listener;
import io.jackdaw.net.ListenerConfig;
import io.jackdaw.security.SubjectRules;
import io.jackdaw.time.Clock;
import io.jackdaw.time.SingleThreadEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.protocol.Errors;

/**
 * A broker with its data path only: listener, handlers, partitions, logs; its cluster is a test's.
 */
final class DataBroker implements AutoCloseable {
  final FakeClusterView cluster = new FakeClusterView();
  final Partitions partitions;
  final Logs logs;
  final ClientQuotas quotas = new ClientQuotas(QuotaWindows.DEFAULT, Clock.system());
  private final EventLoops loops = new EventLoops(2);
  private final SingleThreadEventLoop disk = new SingleThreadEventLoop("test-disk");
  private final AtomicLong producerIds = new AtomicLong();
  private final Listener listener;

  DataBroker(Disk files, Path directory) {
    logs =
        Logs.open(
            LogsConfig.of(List.of(directory)), LogConfig.DEFAULT, files, Clock.system(), disk);
    partitions = new Partitions(0, logs, Map.of());
    ProducerIds ids = () -> CompletableFuture.completedStage(producerIds.getAndIncrement());
    TransactionCoordinator transactions = transactions(ids);
    List<ApiHandler<?, ?>> handlers =
        new ArrayList<>(
            List.of(
                new ProduceHandler(partitions, cluster, new TransactionAdmission(transactions)),
                new FetchHandler(
                    new FetchReader(partitions, cluster, disk),
                    new FetchSessions(1000, Clock.system()),
                    cluster,
                    50 << 20),
                new ListOffsetsHandler(partitions, disk),
                new OffsetForLeaderEpochHandler(partitions),
                new DeleteRecordsHandler(partitions),
                new DescribeLogDirsHandler(logs, disk),
                new InitProducerIdHandler(ids, transactions),
                new StaticMetadataHandler(cluster)));
    handlers.add(new ApiVersionsHandler(cluster, 0, List.copyOf(handlers)));
    ApiHandlers registry = new ApiHandlers(handlers);
    listener =
        Listener.bind(
            loops,
            new ListenerConfig(
                "kafka",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                10 << 20,
                100,
                0,
                0,
                0),
            connection ->
                new KafkaConnectionHandler(
                    connection,
                    "PLAINTEXT",
                    SubjectRules.DEFAULT,
                    registry,
                    quotas,
                    AccessRules.NONE));
    cluster.subscribe(partitions::apply);
    cluster.subscribe(quotas);
  }

  /** One that never gets to coordinate anything: the topic does not exist here. */
  private TransactionCoordinator transactions(ProducerIds ids) {
    return new TransactionCoordinator(
        TransactionConfig.of(Map.of()),
        new PartitionCoordinatorLog(
            "__transaction_state", 0, 50, 5_000, partitions, disk, Clock.system()),
        ids,
        new NoMarkers(),
        List.of(disk),
        Runnable::run,
        Clock.system());
  }

  private static final class NoMarkers implements MarkerTarget {
    @Override
    public CompletionStage<Errors> write(TopicPartition partition, TransactionMarker marker) {
      return CompletableFuture.completedFuture(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Override
    public boolean exists(TopicPartition partition) {
      return false;
    }
  }

  int port() {
    return listener.port();
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  /** Shows {@code images} to all, with this broker in them as broker 0. */
  void publish(ClusterImages images) {
    cluster.publish(images.broker(0, port()).build());
  }

  @Override
  public void close() {
    listener.close();
    loops.close();
    logs.close();
    disk.close();
  }
}
