package io.jackdaw.benchmarks.report;

import io.jackdaw.benchmarks.stand.Target;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one chart is about: the rows that have one of these targets. */
enum Theme {
  FOOTPRINT("Start and memory", EnumSet.of(Target.START, Target.IDLE_MEMORY, Target.ZNODE_MEMORY)),
  KAFKA("Kafka's protocol", EnumSet.range(Target.PRODUCE_100_BYTES_CPU, Target.SMALL_REQUESTS)),
  ZOOKEEPER("ZooKeeper's protocol", EnumSet.range(Target.ZNODE_WRITES, Target.ZNODE_CPU));

  private final String title;
  private final Set<Target> targets;

  Theme(String title, Set<Target> targets) {
    this.title = title;
    this.targets = targets;
  }

  String title() {
    return title;
  }

  String fileName() {
    return name().toLowerCase(Locale.ROOT) + ".svg";
  }

  boolean shows(@Nullable Target target) {
    return target != null && targets.contains(target);
  }
}
