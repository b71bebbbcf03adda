package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How much of what this machine carries from sockets to files a broker lets through: the same
 * requests to it and, right before, to a {@link BareSink}. Producers are not idempotent, so that
 * they cost the same with both.
 */
public final class ShareOfSink implements Load {
  private static final Records RECORDS = Records.batched(100, "none");
  private static final List<Integer> PRODUCERS = List.of(1, 16);
  private static final int WINDOW = 5;

  @Override
  public String name() {
    return "kafka-bare-sink";
  }

  @Override
  public String what() {
    return "1 and 16 raw producers and as many partitions, beside a process that only writes what"
        + " comes";
  }

  @Override
  public boolean isQuick() {
    return false;
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  private static Figure rate(int producers) {
    return Figure.more(producers + " producers", "rec/s");
  }

  private static Figure share(int producers) {
    return Figure.more(producers + " producers, of the bare sink's", "");
  }

  @Override
  public List<Figure> figures() {
    return PRODUCERS.stream().flatMap(n -> List.of(rate(n), share(n)).stream()).toList();
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    stand.server();
    for (int producers : PRODUCERS) {
      double sink = sink(stand, producers);
      String topic = Topics.createWritable(stand, "beside-a-sink", producers);
      double broker = produce(stand, stand.ports().kafka(), topic, producers);
      recorder.record(rate(producers), broker);
      recorder.record(share(producers), broker / sink);
    }
  }

  private static double sink(Stand stand, int producers) throws Exception {
    Path directory = stand.place().emptyDirectory("sink");
    Process sink =
        new ProcessBuilder(
                stand.place().java(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                BareSink.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = sink.inputReader()) {
      return produce(stand, Integer.parseInt(said.readLine()), "nowhere", producers);
    } finally {
      sink.destroyForcibly().waitFor();
      stand.place().remove(directory);
    }
  }

  /** Records a second, once it is warm. */
  private static double produce(Stand stand, int port, String topic, int producers)
      throws IOException {
    try (Replay replay = new Replay()) {
      KafkaFrames.Produce request = KafkaFrames.produce(topic, RECORDS, (short) -1, -1);
      for (int i = 0; i < producers; i++) {
        replay.add(new RawConnection(port).channel(), new ProduceScript(request, producers));
      }
      replay.closed(WINDOW, Until.passed(stand.effort().warm()));
      return replay.closed(WINDOW, Until.passed(stand.effort().measured())).perSecond()
          * RECORDS.inBatch();
    }
  }
}
