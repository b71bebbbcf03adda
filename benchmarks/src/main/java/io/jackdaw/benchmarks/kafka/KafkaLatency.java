package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Effort;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import io.jackdaw.benchmarks.stand.Workplace;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How long a record takes from when it was due to its consumer, at fixed rates. Half of Apache's
 * most, measured once before the first round, is the row that compares the two at the same rate;
 * the others are at 10 % and half of the most of each.
 */
public final class KafkaLatency implements Load {
  private static final int PARTITIONS = 3;
  private static final Figure MOST = Figure.more("most, producer to consumer", "rec/s");
  private static final Figure RATE = Figure.more("offered: half of Apache's most", "rec/s");
  private static final Level TENTH = new Level("10 % of its own most", false);
  private static final Level HALF = new Level("half of its own most", false);
  private static final Level COMPARED = new Level("half of Apache's most", true);

  private double apachesMost;

  /** The figures at one rate. */
  private record Level(String title, boolean aimed) {
    Figure percentile(double percentile) {
      Figure figure =
          Figure.less(title + ", p" + Double.toString(percentile).replace(".0", ""), "ms");
      return aimed && percentile == 99 ? figure.aim(Target.LATENCY) : figure;
    }

    Stream<Figure> figures() {
      return Stream.of(percentile(50), percentile(99), percentile(99.9));
    }

    void record(Histogram latencies, Recorder recorder) {
      for (double percentile : new double[] {50, 99, 99.9}) {
        recorder.record(percentile(percentile), latencies.getValueAtPercentile(percentile) / 1e6);
      }
    }
  }

  @Override
  public String name() {
    return "kafka-latency";
  }

  @Override
  public String what() {
    return "producer to consumer at 10 % and half of each one's most and half of Apache's, open"
        + " loop";
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return Stream.of(Stream.of(MOST, RATE), COMPARED.figures(), TENTH.figures(), HALF.figures())
        .flatMap(figures -> figures)
        .toList();
  }

  @Override
  public void prepare(Workplace place, Effort effort) throws Exception {
    try (Stand stand = new Stand(protocol().apache(), protocol(), place, effort)) {
      apachesMost = most(stand);
    }
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    double most = most(stand);
    recorder.record(MOST, most);
    recorder.record(RATE, apachesMost / 2);
    at(stand, apachesMost / 2, COMPARED, recorder);
    at(stand, most / 10, TENTH, recorder);
    at(stand, most / 2, HALF, recorder);
  }

  private static double most(Stand stand) throws Exception {
    EndToEnd path = path(stand);
    path.most(stand.effort().warm());
    return path.most(stand.effort().measured()).perSecond();
  }

  private static void at(Stand stand, double perSecond, Level level, Recorder recorder)
      throws Exception {
    EndToEnd path = path(stand);
    path.at(perSecond, stand.effort().warm());
    level.record(path.at(perSecond, stand.effort().measured()).latencies(), recorder);
  }

  private static EndToEnd path(Stand stand) throws Exception {
    String topic = Topics.create(stand, "latency", PARTITIONS);
    return new EndToEnd(stand.ports().bootstrap(), topic, PARTITIONS);
  }
}
