package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A thousand partitions in which nothing happens: what they cost, and a restart with them. */
public final class IdlePartitions implements Load {
  private static final int PARTITIONS = 1000;
  private static final Figure RESIDENT =
      Figure.less("resident memory per 1,000 idle partitions", "MiB");
  private static final Figure HEAP = Figure.less("heap in use per 1,000 idle partitions", "MiB");
  private static final Figure RESTART =
      Figure.less("restart with 1,000 partitions, to first record", "ms");

  @Override
  public String name() {
    return "kafka-1000-partitions";
  }

  @Override
  public String what() {
    return "memory that 1,000 idle partitions take; an orderly restart with them";
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return List.of(RESIDENT, HEAP, RESTART);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    int partitions = stand.effort().part(PARTITIONS);
    double thousands = partitions / 1e3;
    ServerProcess server = stand.server();
    stand.settle();
    double heap = server.heapUsedMib(stand.place());
    double resident = server.residentMib();
    String topic = Topics.create(stand, "idle", partitions);
    stand.settle();
    recorder.record(RESIDENT, (server.residentMib() - resident) / thousands);
    recorder.record(HEAP, (server.heapUsedMib(stand.place()) - heap) / thousands);

    ServerProcess again = stand.restarted();
    Topics.awaitLeaders(stand, topic, partitions);
    FirstRecord.passes(
        stand.ports().bootstrap(),
        new TopicPartition(topic, partitions - 1),
        () -> recorder.record(RESTART, again.sinceStartMs()));
  }
}
