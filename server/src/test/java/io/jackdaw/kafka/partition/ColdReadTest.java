package io.jackdaw.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.UncachedDisk;
import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.FakeClusterView;
import io.jackdaw.log.AppendOrigin;
import io.jackdaw.log.LogConfig;
import io.jackdaw.log.Logs;
import io.jackdaw.log.LogsConfig;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may have to come from the disk is not read on the event loop. */
class ColdReadTest {
  private final UncachedDisk disk = new UncachedDisk();
  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final Queue<Runnable> diskThread = new ArrayDeque<>();
  private final Uuid id = Uuid.randomUuid();
  @TempDir private Path directory;
  private Logs logs;
  private Partitions partitions;
  private FakeClusterView cluster;

  @BeforeEach
  void start() {
    logs =
        Logs.open(LogsConfig.of(List.of(directory)), LogConfig.DEFAULT, disk.disk(), clock, loop);
    partitions = new Partitions(0, logs, Map.of());
    cluster = new FakeClusterView();
    cluster.subscribe(partitions::apply);
    cluster.publish(new ClusterImages().topic("t", id, 2).build());
  }

  @AfterEach
  void stop() {
    logs.close();
  }

  private void append(int partition) {
    ByteBuffer batch =
        MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1, new byte[100])).buffer();
    partitions.find("t", partition).append(batch, AppendOrigin.CLIENT, true);
  }

  private CompletableFuture<List<PartitionRead>> fetch(int minBytes, long... offsets) {
    List<FetchTarget> targets =
        IntStream.range(0, offsets.length)
            .mapToObj(i -> new FetchTarget(Uuid.ZERO_UUID, "t", i, offsets[i], 1 << 20, -1, -1))
            .toList();
    return new FetchReader(partitions, cluster, diskThread::add)
        .read(targets, new FetchLimits(500, minBytes, 1 << 20, false), loop);
  }

  private void runDiskThread() {
    diskThread.remove().run();
    loop.runReady();
  }

  @Test
  void whatWasAppendedAMomentAgoIsReadAtOnce() {
    append(0);

    assertThat(fetch(1, 0)).isCompletedWithValueMatching(reads -> reads.getFirst().bytes() > 0);
    assertThat(diskThread).isEmpty();
  }

  @Test
  void whatWasAppendedLongAgoIsReadOnADiskThread() {
    append(0);
    clock.advance(60_000);

    CompletableFuture<List<PartitionRead>> read = fetch(1, 0);

    assertThat(read).isNotDone();
    runDiskThread();
    assertThat(read).isCompletedWithValueMatching(reads -> reads.getFirst().bytes() > 0);
  }

  @Test
  void whatIsInThePageCacheIsReadAtOnceByWhoGoesOnWhereItStopped() {
    append(0);
    append(0);
    clock.advance(60_000);
    fetch(1, 0);
    runDiskThread();
    disk.cached(true);

    assertThat(fetch(1, 0)).as("from the beginning of a segment").isDone();
    assertThat(fetch(1, 1)).as("in the middle of nowhere").isNotDone();
    runDiskThread();
    disk.cached(false);
    assertThat(fetch(1, 0)).isNotDone();
  }

  @Test
  void whatAnEarlierProcessWroteIsReadOnADiskThread() {
    append(0);
    logs.close();
    start();

    CompletableFuture<List<PartitionRead>> read = fetch(1, 0);

    assertThat(read).isNotDone();
    runDiskThread();
    assertThat(read).isCompletedWithValueMatching(reads -> reads.getFirst().bytes() > 0);
  }

  @Test
  void whoWaitsAtTheEndNeedsNoDisk() {
    append(0);
    clock.advance(60_000);

    CompletableFuture<List<PartitionRead>> read = fetch(1, 1);
    append(0);
    loop.runReady();

    assertThat(read).isCompletedWithValueMatching(reads -> reads.getFirst().bytes() > 0);
    assertThat(diskThread).isEmpty();
  }

  @Test
  void aColdReadThatFindsTooLittleWaitsForMore() {
    append(0);
    clock.advance(60_000);

    CompletableFuture<List<PartitionRead>> read = fetch(300, 0, 0);
    runDiskThread();
    assertThat(read).isNotDone();
    append(1);
    loop.runReady();

    assertThat(read).as("two batches of about 170 bytes").isNotDone();
    runDiskThread();
    assertThat(read)
        .isCompletedWithValueMatching(reads -> reads.stream().allMatch(one -> one.bytes() > 0));
  }

  @Test
  void whoLeavesDuringAColdReadLeavesNoFileOpen() {
    append(0);
    clock.advance(60_000);

    CompletableFuture<List<PartitionRead>> read = fetch(1, 0);
    read.cancel(false);
    runDiskThread();
    logs.delete("t", 0);

    assertThat(directory.resolve("t-0")).doesNotExist();
    assertThat(directory.toFile().list((at, name) -> name.startsWith("t-0.")))
        .as("renamed, because nobody has its files open")
        .hasSize(1);
  }
}
