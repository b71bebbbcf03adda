package io.jackdaw.benchmarks;

import io.jackdaw.benchmarks.Contender.Ports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As many records as one producer and then one consumer can move: rates as the client sees them,
 * and what a million records cost the server in CPU seconds. The JIT is warmed by a tenth of the
 * load first, on a topic of its own.
 */
record KafkaThroughput(String name, int recordBytes, long records, int partitions, Load load)
    implements Measurement {

  /** How the producer is set. */
  enum Load {
    BATCHED,
    ONE_RECORD_A_REQUEST;

    List<String> settings() {
      return switch (this) {
        case BATCHED ->
            List.of("acks=all", "linger.ms=5", "batch.size=65536", "buffer.memory=134217728");
        case ONE_RECORD_A_REQUEST -> List.of("acks=all", "linger.ms=0", "batch.size=0");
      };
    }
  }

  private Figure produced() {
    return Figure.more("produced", "records/s", load == Load.BATCHED ? 1.3 : 1.5);
  }

  private Figure produceCpu() {
    return Figure.less("server CPU per million produced", "s", recordBytes < 500 ? 0.5 : 0.6);
  }

  private static final Figure CONSUMED = Figure.more("consumed", "records/s", 1.0);
  private static final Figure CONSUME_CPU =
      Figure.less("server CPU per million consumed", "s", 0.8);
  private static final Figure MEMORY = Figure.less("resident memory, after load", "MiB", 0.5);

  @Override
  public List<Contender> contenders() {
    return List.of(Contender.APACHE_KAFKA, Contender.JACKDAW);
  }

  @Override
  public List<Figure> figures() {
    return load == Load.BATCHED
        ? List.of(produced(), produceCpu(), CONSUMED, CONSUME_CPU, MEMORY)
        : List.of(produced(), produceCpu());
  }

  @Override
  public Map<String, Double> run(Contender contender, Workplace place) throws Exception {
    Ports ports = Ports.pick();
    KafkaProgram program = new KafkaProgram(place);
    Map<String, Double> result = new LinkedHashMap<>();
    double millions = records / 1e6;
    try (ServerProcess server = contender.start(place, ports)) {
      server.awaitPort(ports.kafka());
      program.createTopic(ports.bootstrap(), "warm", partitions);
      program.createTopic(ports.bootstrap(), "load", partitions);
      program.produce(ports.bootstrap(), "warm", records / 10, recordBytes, -1, load.settings());

      double before = server.cpuSeconds();
      var produced =
          program.produce(ports.bootstrap(), "load", records, recordBytes, -1, load.settings());
      result.put(produced().name(), produced.perSecond());
      result.put(produceCpu().name(), (server.cpuSeconds() - before) / millions);

      if (load == Load.BATCHED) {
        before = server.cpuSeconds();
        result.put(CONSUMED.name(), program.consume(ports.bootstrap(), "load", records));
        result.put(CONSUME_CPU.name(), (server.cpuSeconds() - before) / millions);
        result.put(MEMORY.name(), server.residentMib());
      }
    }
    return result;
  }
}
