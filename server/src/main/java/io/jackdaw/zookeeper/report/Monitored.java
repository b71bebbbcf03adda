package io.jackdaw.zookeeper.report;

import io.jackdaw.metrics.MetricsRegistry;
import io.jackdaw.metrics.Summary;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code mntr} shows, one key after the other: version and state, then every metric, a
 * summary as several keys. Any thread. Source: ZooKeeperServer.dumpMonitorValues, and its default
 * metrics provider.
 */
public final class Monitored {
  private Monitored() {}

  /** Calls {@code sink} with each key, without the {@code zk_} of {@code mntr}, and its value. */
  public static void forEach(ServerView server, BiConsumer<String, Object> sink) {
    sink.accept("version", server.version());
    sink.accept("server_state", server.mode());
    Quorum quorum = server.quorum();
    if (quorum != null) {
      show(quorum, sink);
    }
    server.metrics().visit(new Flattened(sink));
  }

  private static void show(Quorum quorum, BiConsumer<String, Object> sink) {
    sink.accept("quorum_size", quorum.voters().size());
    sink.accept("peer_state", quorum.state());
    if (quorum.isLeading()) {
      sink.accept("learners", quorum.followers().size());
      sink.accept("synced_followers", quorum.followers(false));
      sink.accept("synced_non_voting_followers", quorum.guests());
      sink.accept("synced_observers", quorum.followers(true));
      sink.accept("pending_syncs", 0);
      sink.accept("leader_uptime", quorum.leadingMs());
      sink.accept("last_proposal_size", quorum.proposalBytes().last());
      sink.accept("max_proposal_size", quorum.proposalBytes().max());
      sink.accept("min_proposal_size", quorum.proposalBytes().min());
    }
  }

  private record Flattened(BiConsumer<String, Object> sink) implements MetricsRegistry.Visitor {
    @Override
    public void gauge(String name, Number value) {
      sink.accept(name, value);
    }

    @Override
    public void counter(String name, @Nullable String key, long value) {
      sink.accept(key == null ? name : key + "_" + name, value);
    }

    @Override
    public void summary(String name, @Nullable String key, Summary summary) {
      String of = key == null ? "_" + name : "_" + key + "_" + name;
      sink.accept("avg" + of, summary.average());
      sink.accept("min" + of, summary.min());
      sink.accept("max" + of, summary.max());
      sink.accept("cnt" + of, summary.count());
      sink.accept("sum" + of, summary.sum());
      if (summary.isDetailed()) {
        sink.accept("p50" + of, summary.percentile(0.5));
        sink.accept("p95" + of, summary.percentile(0.95));
        sink.accept("p99" + of, summary.percentile(0.99));
        sink.accept("p999" + of, summary.percentile(0.999));
      }
    }
  }
}
