package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Patch;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A million committed offsets: how soon after a restart the coordinators of all groups answer. */
public final class CoordinatorLoading implements Load {
  private static final int OFFSETS = 1_000_000;
  private static final int PARTITIONS = 100;
  private static final int WINDOW = 5;
  private static final int CORRELATION = 8;

  /** More than {@code __consumer_offsets} has partitions, so that each of them is asked. */
  private static final int ASKED = 400;

  private static final Figure RESTART =
      Figure.less("orderly restart with a million offsets, to the last group's answer", "ms");
  private static final Figure CPU = Figure.less("CPU of that restart", "s");

  @Override
  public String name() {
    return "kafka-coordinator-loading";
  }

  @Override
  public String what() {
    return "10,000 groups with 100 offsets each; process start until all coordinators answer";
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
    return List.of(RESTART, CPU);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    String topic = Topics.createWritable(stand, "loaded", PARTITIONS);
    int groups = OFFSETS / PARTITIONS * stand.effort().percent() / 100;
    String prefix = stand.name("loading");
    int port = stand.ports().kafka();
    int asked = Math.min(ASKED, groups);
    awaitCoordinators(port, prefix, asked);
    try (Replay replay = new Replay()) {
      RawConnection connection = new RawConnection(port);
      replay.add(connection.channel(), new CommitScript(prefix, topic));
      replay.closed(WINDOW, Until.requests(groups));
    }
    ServerProcess again = stand.restarted();
    awaitCoordinators(port, prefix, asked);
    recorder.record(RESTART, again.sinceStartMs());
    recorder.record(CPU, again.cpuSeconds());
  }

  private static void awaitCoordinators(int port, String prefix, int groups) throws Exception {
    for (int i = 0; i < groups; i++) {
      KafkaFrames.awaitCoordinator(port, group(prefix, i));
    }
  }

  /** All of one length, so that a request is the next one with other digits. */
  private static String group(String prefix, int number) {
    return prefix + String.format(Locale.ROOT, "-%05d", number);
  }

  /** One request for each group, with an offset for each partition. */
  private static final class CommitScript extends FrameScript {
    private final String prefix;
    private final int groupAt;
    private int count;

    CommitScript(String prefix, String topic) {
      super(
          KafkaFrames.offsetCommit(group(prefix, 0), topic, PARTITIONS),
          KafkaFrames.errorInCommitReply(topic));
      this.prefix = prefix;
      groupAt = indexOf(frame, group(prefix, 0).getBytes(StandardCharsets.US_ASCII));
    }

    private static int indexOf(byte[] frame, byte[] text) {
      String all = new String(frame, StandardCharsets.ISO_8859_1);
      return all.indexOf(new String(text, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void write(ByteBuffer out) {
      byte[] group = group(prefix, count).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(group, 0, frame, groupAt, group.length);
      Patch.int32(frame, CORRELATION, ++count);
      out.put(frame);
    }
  }
}
