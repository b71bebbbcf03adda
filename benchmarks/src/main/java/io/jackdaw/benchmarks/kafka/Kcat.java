package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** {@code kcat}, and so librdkafka, where it is installed: a file of lines in, and out again. */
public final class Kcat implements Load {
  private static final int LINES = 5_000_000;
  private static final int PARTITIONS = 1;
  private static final Records LINE = Records.single(100);
  private static final Figure PRODUCED = Figure.more("produced by kcat", "rec/s");
  private static final Figure PRODUCE_CPU =
      Figure.less("CPU per million records produced", "s").aim(Target.PRODUCE_100_BYTES_CPU);
  private static final Figure CONSUMED = Figure.more("consumed by kcat", "rec/s");
  private static final Figure CONSUME_CPU =
      Figure.less("CPU per million consumed from memory", "s").aim(Target.CONSUME_CPU);

  @Override
  public String name() {
    return "kafka-kcat";
  }

  @Override
  public String what() {
    return "kcat, if installed: produces a file of lines of 100 bytes, then consumes them";
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  @Override
  public List<Figure> figures() {
    return List.of(PRODUCED, PRODUCE_CPU, CONSUMED, CONSUME_CPU);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    int lines = stand.effort().part(LINES);
    double millions = lines / 1e6;
    Path file = stand.place().root().resolve("kcat.txt");
    try {
      write(file, lines);
      String topic = Topics.create(stand, "kcat", PARTITIONS);
      String bootstrap = stand.ports().bootstrap();
      ServerProcess server = stand.server();
      List<String> produce =
          List.of("kcat", "-P", "-b", bootstrap, "-t", topic, "-X", "acks=all", "-l", "" + file);
      ApacheProgram.run(produce);

      double before = server.cpuSeconds();
      long start = System.nanoTime();
      ApacheProgram.run(produce);
      recorder.record(PRODUCED, lines / ((System.nanoTime() - start) / 1e9));
      recorder.record(PRODUCE_CPU, (server.cpuSeconds() - before) / millions);

      List<String> consume =
          List.of(
              "sh",
              "-c",
              "kcat -C -b %s -t %s -o beginning -e -q >/dev/null".formatted(bootstrap, topic));
      before = server.cpuSeconds();
      start = System.nanoTime();
      ApacheProgram.run(consume);
      recorder.record(CONSUMED, 2 * lines / ((System.nanoTime() - start) / 1e9));
      recorder.record(CONSUME_CPU, (server.cpuSeconds() - before) / (2 * millions));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void write(Path file, int lines) throws IOException {
    Random random = new Random(42);
    byte[] line = LINE.value(random);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < lines; i++) {
        line[random.nextInt(line.length)] = (byte) ('A' + random.nextInt(26));
        out.write(line);
        out.write('\n');
      }
    }
  }
}
