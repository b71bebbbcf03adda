package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Outcome;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import java.util.List;

/**
 * As many encoded batches as the broker takes, from producers that cost next to nothing: one batch
 * a request, five requests on their way on each connection, as Apache's producer has at most. With
 * acks=all producers are idempotent, as is its default.
 */
public record Producers(Records records, int producers, int partitions, Acknowledged acknowledged)
    implements Load {
  private static final int WINDOW = 5;

  @Override
  public String name() {
    return records.inBatch() == 1
        ? "kafka-small-acks-" + acknowledged.acks()
        : "kafka-%s-%s-%dx%d".formatted(kind(), records.title(), producers, partitions);
  }

  @Override
  public String what() {
    return "%d raw producers, %d partitions, %d records of %d bytes a request, acks=%s%s"
        .formatted(
            producers,
            partitions,
            records.inBatch(),
            records.bytes(),
            acknowledged.acks(),
            isForced() ? ", flush.messages=1" : "");
  }

  private String kind() {
    return isForced() ? "fsynced" : "producers";
  }

  private boolean isForced() {
    return acknowledged == Acknowledged.ON_DISK;
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  private Figure rate() {
    return records.inBatch() == 1
        ? Figure.more("requests of one record", "req/s").aim(Target.SMALL_REQUESTS)
        : Figure.more("produced", "rec/s").aim(isForced() ? Target.FORCED : Target.PRODUCE);
  }

  private Figure volume() {
    return Figure.more("produced, before compression", "MiB/s");
  }

  private Figure cpu() {
    Figure figure = Figure.less("CPU per million records produced", "s");
    return records.inBatch() == 1 || isForced()
        ? figure
        : figure.aim(
            records.bytes() < 1000 ? Target.PRODUCE_100_BYTES_CPU : Target.PRODUCE_1_KB_CPU);
  }

  @Override
  public List<Figure> figures() {
    return records.inBatch() == 1 ? List.of(rate(), cpu()) : List.of(rate(), volume(), cpu());
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    String topic =
        Topics.createWritable(stand, "produced", partitions, acknowledged.topicConfigs());
    try (Replay replay = connect(stand, topic)) {
      replay.closed(WINDOW, Until.passed(stand.effort().warm()));
      double before = stand.server().cpuSeconds();
      Outcome outcome = replay.closed(WINDOW, Until.passed(stand.effort().measured()));
      double used = stand.server().cpuSeconds() - before;
      double perSecond = outcome.perSecond() * records.inBatch();
      recorder.record(rate(), perSecond);
      if (records.inBatch() > 1) {
        recorder.record(volume(), perSecond * records.bytes() / (1 << 20));
      }
      recorder.record(cpu(), used * 1e6 / ((double) outcome.answered() * records.inBatch()));
    }
  }

  private Replay connect(Stand stand, String topic) throws Exception {
    Replay replay = new Replay();
    for (int i = 0; i < producers; i++) {
      RawConnection connection = new RawConnection(stand.ports().kafka());
      long producerId = acknowledged.isIdempotent() ? KafkaFrames.producerId(connection) : -1;
      KafkaFrames.Produce request =
          KafkaFrames.produce(topic, records, acknowledged.code(), producerId);
      replay.add(connection.channel(), new ProduceScript(request, partitions));
    }
    return replay;
  }
}
