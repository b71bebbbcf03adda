package io.jackdaw.benchmarks;

import static io.jackdaw.benchmarks.kafka.Acknowledged.BY_ALL;
import static io.jackdaw.benchmarks.kafka.Acknowledged.BY_LEADER;
import static io.jackdaw.benchmarks.kafka.Acknowledged.ON_DISK;

import io.jackdaw.benchmarks.kafka.ApachePrograms;
import io.jackdaw.benchmarks.kafka.ConsumerGroup;
import io.jackdaw.benchmarks.kafka.CoordinatorLoading;
import io.jackdaw.benchmarks.kafka.Disturbances;
import io.jackdaw.benchmarks.kafka.IdlePartitions;
import io.jackdaw.benchmarks.kafka.KafkaConnections;
import io.jackdaw.benchmarks.kafka.KafkaLatency;
import io.jackdaw.benchmarks.kafka.KafkaStart;
import io.jackdaw.benchmarks.kafka.Kcat;
import io.jackdaw.benchmarks.kafka.ManyPartitions;
import io.jackdaw.benchmarks.kafka.OffsetCommits;
import io.jackdaw.benchmarks.kafka.Producers;
import io.jackdaw.benchmarks.kafka.ReadBack;
import io.jackdaw.benchmarks.kafka.Records;
import io.jackdaw.benchmarks.kafka.RestartAfterKill;
import io.jackdaw.benchmarks.kafka.ShareOfSink;
import io.jackdaw.benchmarks.kafka.Transactions;
import io.jackdaw.benchmarks.stand.Load;
import io.jackdaw.benchmarks.stand.Wire;
import io.jackdaw.benchmarks.zookeeper.ApacheClients;
import io.jackdaw.benchmarks.zookeeper.BigTree;
import io.jackdaw.benchmarks.zookeeper.EnsembleReplacement;
import io.jackdaw.benchmarks.zookeeper.Ensembles;
import io.jackdaw.benchmarks.zookeeper.Ephemerals;
import io.jackdaw.benchmarks.zookeeper.MillionZnodes;
import io.jackdaw.benchmarks.zookeeper.OneSynchronousClient;
import io.jackdaw.benchmarks.zookeeper.Watchers;
import io.jackdaw.benchmarks.zookeeper.ZnodeLatency;
import io.jackdaw.benchmarks.zookeeper.Znodes;
import io.jackdaw.benchmarks.zookeeper.ZookeeperConnections;
import io.jackdaw.benchmarks.zookeeper.ZookeeperStart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All loads, Kafka's first. */
final class Loads {
  private static final int BYTES = 100;
  private static final int KB = 1024;

  private Loads() {}

  /** Those that every comparison runs. */
  static List<Load> usual() {
    return List.of(
        new KafkaStart(),
        new KafkaConnections(),
        new ApachePrograms(BYTES, 5_000_000, 1, "none"),
        new ApachePrograms(KB, 1_000_000, 1, "none"),
        new ApachePrograms(KB, 1_000_000, 1, "none", Wire.SSL),
        new Kcat(),
        new Producers(Records.batched(BYTES, "none"), 1, 1, BY_ALL),
        new Producers(Records.batched(BYTES, "none"), 16, 100, BY_ALL),
        new Producers(Records.batched(KB, "none"), 16, 100, BY_ALL),
        new Producers(Records.batched(BYTES, "lz4"), 16, 100, BY_ALL),
        new Producers(Records.batched(BYTES, "zstd"), 16, 100, BY_ALL),
        new Producers(Records.batched(BYTES, "none"), 16, 100, ON_DISK),
        new Producers(Records.single(BYTES), 16, 1, BY_ALL),
        new Producers(Records.single(BYTES), 16, 1, BY_LEADER),
        new ShareOfSink(),
        new ReadBack(),
        new KafkaLatency(),
        new Disturbances(),
        new Transactions(4, 1),
        new Transactions(4, 10),
        new Transactions(4, 100),
        new ConsumerGroup(1_000),
        new ConsumerGroup(5_000),
        new OffsetCommits(16),
        new CoordinatorLoading(),
        new IdlePartitions(),
        new RestartAfterKill(),
        new ZookeeperStart(),
        new ZookeeperConnections(),
        new Znodes(1, 32),
        new Znodes(16, 32),
        new Znodes(128, 4),
        new Ephemerals(1),
        new Ephemerals(16),
        new Ephemerals(128),
        new ApacheClients(),
        new OneSynchronousClient(),
        new ZnodeLatency(),
        new Watchers(),
        new Ensembles(16, 32),
        new EnsembleReplacement(),
        new MillionZnodes());
  }

  /** Also every record size, producers, partitions and codec with every other, and a big tree. */
  static List<Load> all() {
    List<Load> all = new ArrayList<>(usual());
    all.add(new ManyPartitions());
    for (String codec : List.of("none", "lz4")) {
      for (int partitions : List.of(1, 100)) {
        for (int bytes : List.of(BYTES, KB)) {
          add(all, new ApachePrograms(bytes, 500_000_000 / bytes, partitions, codec));
          for (int producers : List.of(1, 16)) {
            add(all, new Producers(Records.batched(bytes, codec), producers, partitions, BY_ALL));
          }
        }
      }
    }
    all.add(new Ensembles(1, 32));
    all.add(new Ensembles(128, 4));
    all.add(new BigTree());
    all.sort(Comparator.comparing(Load::protocol));
    return all;
  }

  private static void add(List<Load> all, Load load) {
    if (all.stream().noneMatch(other -> other.name().equals(load.name()))) {
      all.add(load);
    }
  }
}
