package io.jackdaw.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.kafka.ClusterImages;
import io.jackdaw.kafka.FakeClusterView;
import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.log.AppendOrigin;
import io.jackdaw.log.AppendResult;
import io.jackdaw.log.LogConfig;
import io.jackdaw.log.Logs;
import io.jackdaw.log.LogsConfig;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions follow the cluster; those who wait for them are told. */
class PartitionsTest {
  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final MemoryDisk disk = new MemoryDisk();
  private final FakeClusterView cluster = new FakeClusterView();
  private final Uuid id = Uuid.randomUuid();
  private final List<String> leadership = new ArrayList<>();
  private Logs logs;
  private Partitions partitions;

  @BeforeEach
  void start() {
    logs =
        Logs.open(LogsConfig.of(List.of(Path.of("/logs"))), LogConfig.DEFAULT, disk, clock, loop);
    partitions = new Partitions(0, logs, Map.of());
    cluster.subscribe(partitions::apply);
    partitions.subscribe(
        new LeadershipListener() {
          @Override
          public void elected(Partition partition, int leaderEpoch) {
            leadership.add(partition + " elected " + leaderEpoch);
          }

          @Override
          public void resigned(TopicPartition name) {
            leadership.add(name + " resigned");
          }
        });
  }

  @AfterEach
  void stop() {
    logs.close();
  }

  private static ByteBuffer batch(int records) {
    SimpleRecord[] all =
        IntStream.range(0, records)
            .mapToObj(i -> new SimpleRecord(1000L + i, ("v" + i).getBytes(StandardCharsets.UTF_8)))
            .toArray(SimpleRecord[]::new);
    return MemoryRecords.withRecords(Compression.NONE, all).buffer();
  }

  private Partition partition() {
    return partitions.find("t", 0);
  }

  private AppendResult append(int records) {
    return partition().append(batch(records), AppendOrigin.CLIENT, true);
  }

  private void publish(ClusterImages images) {
    cluster.publish(images.build());
  }

  private ClusterImages topic(List<Integer> replicas, int leader, int epoch, List<Integer> isr) {
    return new ClusterImages().topic("t", id, 1, ClusterImages.state(replicas, leader, epoch, isr));
  }

  private List<FetchTarget> target(long offset) {
    return List.of(new FetchTarget(Uuid.ZERO_UUID, "t", 0, offset, 1 << 20, -1, -1));
  }

  private CompletableFuture<List<PartitionRead>> fetch(long offset, int minBytes) {
    return new FetchReader(partitions, cluster, Runnable::run)
        .read(target(offset), new FetchLimits(500, minBytes, 1 << 20, false), loop)
        .toCompletableFuture();
  }

  @Test
  void opensWhatItShallKeepAndLeadsWhatItShallLead() {
    publish(new ClusterImages().topic("t", id, 2).topic("u", id, 1, ClusterImages.leadBy(1, 3)));

    assertThat(partitions.all()).hasSize(2);
    assertThat(partition().leads()).isTrue();
    assertThat(partition().topicId()).isEqualTo(id);
    assertThat(partitions.find("u", 0)).isNull();
    assertThat(partitions.absence("u", 0)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    assertThat(partitions.absence("u", 9)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(partitions.absence("x", 0)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(leadership).containsExactlyInAnyOrder("t-0 elected 0", "t-1 elected 0");
  }

  @Test
  void anAppendThatMustBeForcedIsNeitherAcknowledgedNorReadBefore() {
    publish(new ClusterImages().topic("t", id, 1));
    partition().log().reconfigure(LogConfig.of(Map.of("flush.messages", "1"), LogConfig.DEFAULT));
    loop.runReady();

    append(1);
    CompletableFuture<Errors> all = partition().committed(0, 1000, loop).toCompletableFuture();
    CompletableFuture<Errors> one = partition().durable(0, 1000, loop).toCompletableFuture();
    append(2);
    CompletableFuture<Errors> later = partition().durable(2, 1000, loop).toCompletableFuture();
    assertThat(partition().highWatermark()).isZero();
    assertThat(List.of(all.isDone(), one.isDone(), later.isDone())).containsOnly(false);

    loop.runReady();

    assertThat(partition().highWatermark()).isEqualTo(3);
    assertThat(List.of(all, one, later)).allMatch(it -> it.join() == Errors.NONE);
    assertThat(partition().waiting()).isZero();
  }

  @Test
  void waitsForTheControllerBeforeItOpensAnything() {
    publish(topic(List.of(0), -1, -1, List.of()));

    assertThat(partitions.all()).isEmpty();
  }

  @Test
  void stopsServingATopicThatIsMarkedAndDeletesItsLogOnceItIsGone() {
    ClusterImages images = new ClusterImages().topic("t", id, 1);
    publish(images);
    append(3);

    publish(images.deleting("t"));
    assertThat(partition()).isNull();
    assertThat(partitions.absence("t", 0)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(logs.find("t", 0)).as("the marker may be taken back").isNotNull();
    assertThat(leadership).containsExactly("t-0 elected 0", "t-0 resigned");

    publish(images.without("t"));
    assertThat(logs.find("t", 0)).isNull();
  }

  @Test
  void aTopicOfTheSameNameStartsEmpty() {
    publish(new ClusterImages().topic("t", id, 1));
    append(3);

    publish(new ClusterImages().topic("t", Uuid.randomUuid(), 1));

    assertThat(partition().log().logEndOffset()).isZero();
    assertThat(append(1)).isInstanceOf(AppendResult.Appended.class);
  }

  @Test
  void takesOverAChangedConfiguration() {
    publish(new ClusterImages().topic("t", id, 1));
    publish(new ClusterImages().topic("t", id, 1).config("t", "max.message.bytes", "10"));

    assertThat(partition().log().config().maxMessageBytes()).isEqualTo(10);
    assertThat(append(1))
        .isInstanceOfSatisfying(
            AppendResult.Refused.class,
            refused -> assertThat(refused.error()).isEqualTo(Errors.MESSAGE_TOO_LARGE));

    publish(new ClusterImages().topic("t", id, 1));
    assertThat(append(1)).isInstanceOf(AppendResult.Appended.class);
  }

  @Test
  void fencesRequestsOfOtherLeaderEpochs() {
    publish(topic(List.of(0), 0, 4, List.of(0)));

    assertThat(partition().check(-1)).isEqualTo(Errors.NONE);
    assertThat(partition().check(4)).isEqualTo(Errors.NONE);
    assertThat(partition().check(3)).isEqualTo(Errors.FENCED_LEADER_EPOCH);
    assertThat(partition().check(5)).isEqualTo(Errors.UNKNOWN_LEADER_EPOCH);

    publish(topic(List.of(0, 1), 1, 5, List.of(0, 1)));
    assertThat(partition().check(5)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
    assertThat(append(1)).isInstanceOf(AppendResult.Refused.class);
  }

  @Test
  void remembersWhereEachLeaderEpochBegan() {
    publish(topic(List.of(0), 0, 1, List.of(0)));
    append(3);
    publish(topic(List.of(0), 0, 2, List.of(0)));
    append(2);

    assertThat(partition().log().endOffsetForEpoch(1).endOffset()).isEqualTo(3);
    assertThat(partition().log().endOffsetForEpoch(2).endOffset()).isEqualTo(5);
  }

  @Test
  void aWriteToAllWaitsForTheOthersOrItsTime() {
    int timersOfLogs = loop.timers();
    publish(topic(List.of(0, 1), 0, 1, List.of(0, 1)));
    assertThat(append(2)).isInstanceOf(AppendResult.Appended.class);
    assertThat(partition().highWatermark()).isZero();

    var timesOut = partition().committed(1, 100, loop).toCompletableFuture();
    loop.advance(101);
    assertThat(timesOut).isCompletedWithValue(Errors.REQUEST_TIMED_OUT);

    var committed = partition().committed(1, 1000, loop).toCompletableFuture();
    assertThat(committed).isNotDone();
    publish(topic(List.of(0, 1), 0, 1, List.of(0)));
    assertThat(committed).isCompletedWithValue(Errors.NONE);
    assertThat(partition().waiting()).isZero();
    assertThat(loop.timers()).as("no timer of a wait is left").isEqualTo(timersOfLogs);
  }

  @Test
  void aWriteToAllFailsWhenLeadershipIsLost() {
    publish(topic(List.of(0, 1), 0, 1, List.of(0, 1)));
    append(2);
    var outcome = partition().committed(1, 1000, loop).toCompletableFuture();

    publish(topic(List.of(0, 1), 1, 2, List.of(0, 1)));

    assertThat(outcome).isCompletedWithValue(Errors.NOT_LEADER_OR_FOLLOWER);
  }

  @Test
  void aWriteToAllIsRefusedWhenTooFewAreInSync() {
    publish(topic(List.of(0, 1), 0, 1, List.of(0)).config("t", "min.insync.replicas", "2"));

    assertThat(append(1))
        .isInstanceOfSatisfying(
            AppendResult.Refused.class,
            refused -> assertThat(refused.error()).isEqualTo(Errors.NOT_ENOUGH_REPLICAS));
    assertThat(partition().append(batch(1), AppendOrigin.CLIENT, false))
        .isInstanceOf(AppendResult.Appended.class);
  }

  @Test
  void aFetchReadsWhatIsThereAtOnce() {
    publish(topic(List.of(0), 0, 1, List.of(0)));
    append(3);

    List<PartitionRead> reads = fetch(0, 1).join();

    assertThat(reads).singleElement().satisfies(read -> assertThat(read.bytes()).isPositive());
    assertThat(reads.getFirst().highWatermark()).isEqualTo(3);
    reads.forEach(PartitionRead::release);
  }

  @Test
  void aFetchIsWokenByAnAppendAndReadsOnItsOwnLoop() {
    publish(topic(List.of(0), 0, 1, List.of(0)));
    var waiting = fetch(0, 1);
    assertThat(partition().waiting()).isEqualTo(1);

    append(1);
    assertThat(waiting).isNotDone();
    loop.runReady();

    assertThat(waiting.join()).singleElement().matches(read -> read.bytes() > 0);
    assertThat(partition().waiting()).isZero();
    waiting.join().forEach(PartitionRead::release);
  }

  @Test
  void aFetchWaitsForItsMinimumOfBytes() {
    publish(topic(List.of(0), 0, 1, List.of(0)));
    int bytes = batch(1).remaining();
    var waiting = fetch(0, 3 * bytes);

    append(1);
    append(1);
    loop.runReady();
    assertThat(waiting).isNotDone();
    append(1);
    loop.runReady();

    assertThat(waiting.join().getFirst().bytes()).isEqualTo(3 * bytes);
    waiting.join().forEach(PartitionRead::release);
  }

  @Test
  void aFetchIsAnsweredWithWhatThereIsWhenItsTimeIsOver() {
    publish(topic(List.of(0), 0, 1, List.of(0)));
    var waiting = fetch(0, 1 << 20);
    append(1);

    loop.advance(499);
    assertThat(waiting).isNotDone();
    loop.advance(1);

    assertThat(waiting.join().getFirst().bytes()).isPositive();
    waiting.join().forEach(PartitionRead::release);
  }

  @Test
  void aFetchIsWokenWhenLeadershipIsLostOrTheTopicGoes() {
    ClusterImages images = topic(List.of(0, 1), 0, 1, List.of(0));
    publish(images);
    var first = fetch(0, 1);
    publish(topic(List.of(0, 1), 1, 2, List.of(0, 1)));
    loop.runReady();
    assertThat(first.join().getFirst().error()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);

    images = topic(List.of(0, 1), 0, 3, List.of(0));
    publish(images);
    var second = fetch(0, 1);
    publish(images.deleting("t"));
    loop.runReady();
    assertThat(second.join().getFirst().error()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void aFetchOutsideTheLogIsToldSoAtOnce() {
    publish(topic(List.of(0), 0, 1, List.of(0)));
    append(3);

    assertThat(fetch(4, 1).join().getFirst().error()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    assertThat(fetch(-1, 1).join().getFirst().error()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    assertThat(fetch(3, 1)).as("the end is where one waits").isNotDone();
  }

  @Test
  void aFetchReturnsOneBatchEvenIfItIsLargerThanAllowed() {
    publish(new ClusterImages().topic("t", id, 2));
    append(50);
    partitions.find("t", 1).append(batch(50), AppendOrigin.CLIENT, true);
    List<FetchTarget> both =
        List.of(
            new FetchTarget(id, "", 0, 0, 10, -1, -1), new FetchTarget(id, "", 1, 0, 10, -1, -1));

    List<PartitionRead> reads =
        new FetchReader(partitions, cluster, Runnable::run)
            .read(both, new FetchLimits(500, 1, 10, false), loop)
            .toCompletableFuture()
            .join();

    assertThat(reads.get(0).bytes()).isGreaterThan(10);
    assertThat(reads.get(1).bytes()).isZero();
    reads.forEach(PartitionRead::release);
  }

  @Test
  void aFetchByIdIsToldWhichIdsAreUnknownOrOfAnotherTopic() {
    publish(new ClusterImages().topic("t", id, 1));
    Uuid unknown = Uuid.randomUuid();

    List<PartitionRead> reads =
        new FetchReader(partitions, cluster, Runnable::run)
            .read(
                List.of(
                    new FetchTarget(unknown, "", 0, 0, 10, -1, -1),
                    new FetchTarget(id, "", 7, 0, 10, -1, -1)),
                new FetchLimits(500, 1, 10, false),
                loop)
            .toCompletableFuture()
            .join();

    assertThat(reads)
        .extracting(PartitionRead::error)
        .containsExactly(Errors.UNKNOWN_TOPIC_ID, Errors.UNKNOWN_TOPIC_OR_PARTITION);
  }

  @Test
  void aReaderWhoseLogPartsFromThisOneIsToldWhere() {
    publish(topic(List.of(0), 0, 1, List.of(0)));
    append(3);
    publish(topic(List.of(0), 0, 5, List.of(0)));
    append(3);

    PartitionRead read =
        new FetchReader(partitions, cluster, Runnable::run)
            .read(
                List.of(new FetchTarget(id, "", 0, 5, 1000, -1, 2)),
                new FetchLimits(500, 1, 1000, false),
                loop)
            .toCompletableFuture()
            .join()
            .getFirst();

    assertThat(read.diverges()).isTrue();
    assertThat(read.diverging().leaderEpoch()).isEqualTo(1);
    assertThat(read.diverging().endOffset()).isEqualTo(3);
  }
}
