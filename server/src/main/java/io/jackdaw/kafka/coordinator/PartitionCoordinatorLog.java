package io.jackdaw.kafka.coordinator;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.PartitionImage;
import io.jackdaw.kafka.metadata.TopicImage;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.AppendOrigin;
import io.jackdaw.log.AppendResult;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.log.VerificationGuard;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CoordinatorLog} in the partitions of an internal topic kept by this broker.
 *
 * <p>{@link #changed} is called by the thread that follows the cluster, after {@link
 * Partitions#apply} of the same image: an elected partition is ready to be read.
 */
public final class PartitionCoordinatorLog implements CoordinatorLog, ClusterView.Listener {
  private static final int NO_SEQUENCE = -1;

  private final String topic;
  private final int brokerId;
  private final int configuredPartitions;
  private final long commitTimeoutMs;
  private final Partitions partitions;
  private final EventLoop timers;
  private final Clock clock;
  private final List<Leadership> leaderships = new CopyOnWriteArrayList<>();
  private final Map<Integer, Integer> led = new HashMap<>();
  private volatile int actualPartitions;
  private Uuid countedTopic = Uuid.ZERO_UUID;

  /**
   * @param configuredPartitions of the topic, if it is yet to be created
   * @param commitTimeoutMs how long to wait for an append to be committed
   * @param timers keeps the time-outs of appends
   */
  public PartitionCoordinatorLog(
      String topic,
      int brokerId,
      int configuredPartitions,
      long commitTimeoutMs,
      Partitions partitions,
      EventLoop timers,
      Clock clock) {
    this.topic = topic;
    this.brokerId = brokerId;
    this.configuredPartitions = configuredPartitions;
    this.commitTimeoutMs = commitTimeoutMs;
    this.partitions = partitions;
    this.timers = timers;
    this.clock = clock;
  }

  @Override
  public int partitions() {
    int actual = actualPartitions;
    return actual == 0 ? configuredPartitions : actual;
  }

  @Override
  public Append append(
      int partition,
      int leaderEpoch,
      List<CoordinatorRecord> records,
      @Nullable TransactionalProducer producer) {
    return append(
        partition,
        leaderEpoch,
        leader ->
            leader.append(
                CoordinatorBatches.batch(records, producer, clock.wallMs()),
                AppendOrigin.COORDINATOR,
                true,
                leaderEpoch,
                producer == null ? null : producer.guard()));
  }

  @Override
  public Append end(int partition, int leaderEpoch, TransactionMarker marker) {
    return append(partition, leaderEpoch, leader -> leader.end(marker, leaderEpoch));
  }

  @Override
  public @Nullable VerificationGuard verify(
      int partition, long producerId, short epoch, boolean epochBumped) {
    Partition leader = partitions.find(topic, partition);
    return leader == null ? null : leader.log().verify(producerId, epoch, NO_SEQUENCE, epochBumped);
  }

  private Append append(
      int partition, int leaderEpoch, Function<Partition, AppendResult> operation) {
    Partition leader = partitions.find(topic, partition);
    Errors error =
        leader == null ? partitions.absence(topic, partition) : leader.check(leaderEpoch);
    if (leader == null || error != Errors.NONE) {
      return new Append.Refused(error);
    }
    return switch (operation.apply(leader)) {
      case AppendResult.Appended appended -> written(leader, appended.lastOffset());
      case AppendResult.Duplicate duplicate -> written(leader, duplicate.lastOffset());
      case AppendResult.Refused refused -> new Append.Refused(refused.error());
    };
  }

  private Append written(Partition leader, long lastOffset) {
    return new Append.Written(lastOffset, leader.committed(lastOffset, commitTimeoutMs, timers));
  }

  @Override
  public void replay(int partition, int leaderEpoch, Replay replay) {
    Partition leader = partitions.find(topic, partition);
    Errors error =
        leader == null ? partitions.absence(topic, partition) : leader.check(leaderEpoch);
    if (leader == null || error != Errors.NONE) {
      throw error.exception();
    }
    CoordinatorBatches.read(leader.log(), replay);
  }

  @Override
  public void forgetBefore(int partition, int leaderEpoch, long offset) {
    Partition leader = partitions.find(topic, partition);
    if (leader != null && leader.check(leaderEpoch) == Errors.NONE) {
      leader.log().deleteRecordsBefore(offset);
    }
  }

  @Override
  public void subscribe(Leadership leadership) {
    synchronized (led) {
      leaderships.add(leadership);
      led.forEach(leadership::elected);
    }
  }

  @Override
  public void changed(ClusterImage before, ClusterImage now) {
    TopicImage image = now.topic(topic);
    countPartitions(image);
    synchronized (led) {
      Set<Integer> concerned = new TreeSet<>(led.keySet());
      if (image != null) {
        concerned.addAll(image.partitions().keySet());
      }
      concerned.forEach(partition -> follow(image, partition));
    }
  }

  /**
   * Partitions that are added later count from the next start on, as in Apache Kafka: what is
   * coordinated would otherwise belong to another partition from one moment to the next.
   */
  private void countPartitions(@Nullable TopicImage image) {
    Uuid id = image == null ? Uuid.ZERO_UUID : image.id();
    if (!id.equals(countedTopic)) {
      countedTopic = id;
      actualPartitions = image == null ? 0 : image.partitions().size();
    }
  }

  private void follow(@Nullable TopicImage image, int partition) {
    PartitionImage state = image == null ? null : image.partitions().get(partition);
    Partition kept = partitions.find(topic, partition);
    if (state != null
        && kept != null
        && state.leader() == brokerId
        && kept.check(state.leaderEpoch()) == Errors.NONE) {
      int leaderEpoch = state.leaderEpoch();
      Integer known = led.put(partition, leaderEpoch);
      if (known == null || known != leaderEpoch) {
        leaderships.forEach(leadership -> leadership.elected(partition, leaderEpoch));
      }
    } else if (led.remove(partition) != null) {
      leaderships.forEach(leadership -> leadership.resigned(partition));
    }
  }
}
