package io.jackdaw.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.FakeClusterView;
import io.jackdaw.log.AppendOrigin;
import io.jackdaw.log.AppendResult;
import io.jackdaw.log.LogConfig;
import io.jackdaw.log.LogDirectory;
import io.jackdaw.log.LogName;
import io.jackdaw.log.Logs;
import io.jackdaw.log.LogsConfig;
import io.jackdaw.log.PartitionLog;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** A partition whose log comes to lie in another log directory goes on as if nothing was. */
class MovedPartitionTest {
  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final FakeClusterView cluster = new FakeClusterView();

  @Test
  void whoWaitsForRecordsGetsWhatIsAppendedAfterTheMove() {
    try (Logs logs =
        Logs.open(
            LogsConfig.of(List.of(Path.of("/a"), Path.of("/b"))),
            LogConfig.DEFAULT,
            new MemoryDisk(),
            clock,
            loop)) {
      Partitions partitions = new Partitions(0, logs, Map.of());
      logs.listen(
          new Logs.Listener() {
            @Override
            public void moved(LogName name, Supplier<PartitionLog> finish) {
              partitions.moved(name, finish);
            }
          });
      cluster.subscribe(partitions::apply);
      cluster.publish(new ClusterImages().topic("t", Uuid.randomUuid(), 1).build());
      Partition partition = partitions.find("t", 0);
      append(partition);
      PartitionLog before = partition.log();
      CompletableFuture<List<PartitionRead>> waiting =
          new FetchReader(partitions, cluster, Runnable::run)
              .read(
                  List.of(new FetchTarget(Uuid.ZERO_UUID, "t", 0, 1, 1 << 20, -1, -1)),
                  new FetchLimits(500, 1, 1 << 20, false),
                  loop);
      LogDirectory target =
          logs.directories().stream()
              .filter(it -> !it.path().equals(before.directory().getParent()))
              .findFirst()
              .orElseThrow();

      logs.move("t", 0, target);
      loop.runReady();
      assertThat(partition.log().directory().getParent()).isEqualTo(target.path());
      assertThat(partition.highWatermark()).isEqualTo(1);
      assertThat(waiting).isNotDone();
      append(partition);
      loop.runReady();

      assertThat(waiting)
          .isCompletedWithValueMatching(
              reads -> reads.getFirst().bytes() > 0 && reads.getFirst().highWatermark() == 2);
      waiting.join().forEach(PartitionRead::release);
    }
  }

  private static void append(Partition partition) {
    assertThat(
            partition.append(
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1, new byte[100]))
                    .buffer(),
                AppendOrigin.CLIENT,
                true))
        .isInstanceOf(AppendResult.Appended.class);
  }
}
