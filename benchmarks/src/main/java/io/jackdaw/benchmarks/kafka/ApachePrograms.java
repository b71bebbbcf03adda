package io.jackdaw.benchmarks.kafka;

import io.jackdaw.benchmarks.stand.Figure;
import io.jackdaw.benchmarks.stand.Heap;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Protocol;
import io.jackdaw.benchmarks.stand.ServerProcess;
import io.jackdaw.benchmarks.stand.Stand;
import io.jackdaw.benchmarks.stand.Target;
import io.jackdaw.benchmarks.stand.Wire;
import java.util.List;

/**
 * Apache's load programs: one producer, then one consumer from memory and again from disk. Rates
 * are as the programs count them; CPU is the server's, which the programs' own cost does not touch.
 */
public record ApachePrograms(int recordBytes, int records, int partitions, String codec, Wire wire)
    implements Load {
  private static final Figure CONSUMED = Figure.more("consumed from memory", "rec/s");
  private static final Figure CONSUME_CPU =
      Figure.less("CPU per million consumed from memory", "s").aim(Target.CONSUME_CPU);
  private static final Figure FROM_DISK = Figure.more("consumed from disk", "rec/s");
  private static final Figure FROM_DISK_CPU =
      Figure.less("CPU per million consumed from disk", "s").aim(Target.CONSUME_CPU);
  private static final Figure MEMORY = Figure.less("resident memory after the load", "MiB");

  /** In the clear. */
  public ApachePrograms(int recordBytes, int records, int partitions, String codec) {
    this(recordBytes, records, partitions, codec, Wire.PLAINTEXT);
  }

  @Override
  public String name() {
    return "kafka-%s-%s-1x%d"
        .formatted(
            wire == Wire.PLAINTEXT ? "program" : "tls",
            Records.batched(recordBytes, codec).title(),
            partitions);
  }

  @Override
  public String what() {
    return "kafka-producer-perf-test and kafka-consumer-perf-test, %d bytes, %d partitions, %s, %s"
        .formatted(recordBytes, partitions, codec, wire);
  }

  @Override
  public boolean isQuick() {
    return wire == Wire.PLAINTEXT;
  }

  @Override
  public Protocol protocol() {
    return Protocol.KAFKA;
  }

  private Figure produced() {
    return Figure.more("produced", "rec/s").aim(Target.PRODUCE);
  }

  private Figure produceCpu() {
    return Figure.less("CPU per million records produced", "s")
        .aim(recordBytes < 1000 ? Target.PRODUCE_100_BYTES_CPU : Target.PRODUCE_1_KB_CPU);
  }

  @Override
  public List<Figure> figures() {
    return List.of(
        produced(), produceCpu(), CONSUMED, CONSUME_CPU, FROM_DISK, FROM_DISK_CPU, MEMORY);
  }

  @Override
  public void run(Stand stand, Recorder recorder) throws Exception {
    if (wire != Wire.PLAINTEXT) {
      stand.fresh(Heap.OWN, wire);
    }
    int count = stand.effort().part(records);
    double millions = count / 1e6;
    String warm = Topics.create(stand, "warm", partitions);
    String topic = Topics.create(stand, "programs", partitions);
    ServerProcess server = stand.server();
    ApacheProgram program = new ApacheProgram(stand.place(), stand.clientSettings());
    List<String> settings = List.of("acks=all", "compression.type=" + codec);
    program.produce(warm, Math.max(1, count / 4), recordBytes, settings);

    double before = server.cpuSeconds();
    recorder.record(produced(), program.produce(topic, count, recordBytes, settings));
    recorder.record(produceCpu(), (server.cpuSeconds() - before) / millions);

    program.consume(warm, Math.max(1, count / 4));
    before = server.cpuSeconds();
    recorder.record(CONSUMED, program.consume(topic, count));
    recorder.record(CONSUME_CPU, (server.cpuSeconds() - before) / millions);
    recorder.record(MEMORY, server.residentMib());

    PageCache.drop();
    before = server.cpuSeconds();
    recorder.record(FROM_DISK, program.consume(topic, count));
    recorder.record(FROM_DISK_CPU, (server.cpuSeconds() - before) / millions);
  }
}
