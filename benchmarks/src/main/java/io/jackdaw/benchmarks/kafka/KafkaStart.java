package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Heap;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** From the process's start to the first record produced and consumed; then memory, idle. */
public final class KafkaStart implements Load {
  private static final Figure READY =
      Figure.less("start to first record produced and consumed", "ms").aim(Target.START);
  private static final Figure IDLE =
      Figure.less("resident memory, idle", "MiB").aim(Target.IDLE_MEMORY);

  @Override
  public String name() {
    return "kafka-start";
  }

  @Override
  public String what() {
    return "process start to the first record produced and consumed; idle memory";
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return List.of(READY, IDLE);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    ServerProcess server = stand.fresh(Heap.OWN);
    FirstRecord.passes(
        stand.ports().bootstrap(),
        new TopicPartition("first", 0),
        () -> recorder.record(READY, server.sinceStartMs()));
    stand.settle();
    recorder.record(IDLE, server.residentMib());
  }
}
