package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.replay.Outcome;
import io.jackdaw.benchmarks.replay.Patch;
import io.jackdaw.benchmarks.replay.Replay;
import io.jackdaw.benchmarks.replay.Until;
import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.Stand;
import java.nio.ByteBuffer;
import java.util.List;

/** As many commits of one offset as the coordinator takes, each connection with a group its own. */
public record OffsetCommits(int connections) implements Load {
  private static final int WINDOW = 5;
  private static final int CORRELATION = 8;

  @Override
  public String name() {
    return "kafka-offset-commits";
  }

  @Override
  public String what() {
    return "%d groups on a raw connection each, one offset a request".formatted(connections);
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  private static Figure rate() {
    return Figure.more("offset commits", "req/s");
  }

  private static Figure cpu() {
    return Figure.less("CPU per million commits", "s");
  }

  @Override
  public List<Figure> figures() {
    return List.of(rate(), cpu());
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    String topic = Topics.createWritable(stand, "committed", 1);
    try (Replay replay = new Replay()) {
      for (int i = 0; i < connections; i++) {
        String group = stand.name("commits-" + i);
        KafkaFrames.awaitCoordinator(stand.ports().kafka(), group);
        RawConnection connection = new RawConnection(stand.ports().kafka());
        replay.add(connection.channel(), new CommitScript(group, topic));
      }
      replay.closed(WINDOW, Until.passed(stand.effort().warm()));
      double before = stand.server().cpuSeconds();
      Outcome outcome = replay.closed(WINDOW, Until.passed(stand.effort().measured()));
      recorder.record(rate(), outcome.perSecond());
      recorder.record(cpu(), (stand.server().cpuSeconds() - before) * 1e6 / outcome.answered());
    }
  }

  private static final class CommitScript extends FrameScript {
    private int count;

    CommitScript(String group, String topic) {
      super(KafkaFrames.offsetCommit(group, topic), KafkaFrames.errorInCommitReply(topic));
    }

    @Override
    public void write(ByteBuffer out) {
      Patch.int32(frame, CORRELATION, ++count);
      out.put(frame);
    }
  }
}
