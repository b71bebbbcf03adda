package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A broker killed right after 2 GB were written: how soon it serves again, page cache warm. */
public final class RestartAfterKill implements Load {
  private static final long LOG_MIB = 2048;
  private static final int PARTITIONS = 4;
  private static final int WINDOW = 5;
  private static final Figure RESTART =
      Figure.less("restart after kill -9, 2 GB of log, to first record", "ms");

  @Override
  public String name() {
    return "kafka-restart-after-kill";
  }

  @Override
  public String what() {
    return "kill -9 with 2 GB of log in 4 partitions; process start to the first record";
  }

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return List.of(RESTART);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    String topic = Topics.createWritable(stand, "killed", PARTITIONS);
    Records records = Records.batched(1024, "none");
    try (RawConnection connection = new RawConnection(stand.ports().kafka());
        Replay replay = new Replay()) {
      KafkaFrames.Produce request =
          KafkaFrames.produce(topic, records, (short) -1, KafkaFrames.producerId(connection));
      replay.add(connection.channel(), new ProduceScript(request, PARTITIONS));
      long bytes = (LOG_MIB << 20) * stand.effort().percent() / 100;
      replay.closed(WINDOW, Until.requests(bytes / request.batchBytes()));
    }
    ServerProcess again = stand.restartedAfterKill();
    FirstRecord.passes(
        stand.ports().bootstrap(),
        new TopicPartition(topic, 0),
        () -> recorder.record(RESTART, again.sinceStartMs()));
  }
}
