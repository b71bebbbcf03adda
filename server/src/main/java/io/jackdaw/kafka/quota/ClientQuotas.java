package io.jackdaw.kafka.quota;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.quota.QuotaTable.Limit;
import io.jackdaw.kafka.quota.QuotaTable.Who;
import io.jackdaw.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What users and clients use of this broker, against their limits. Costs one volatile read as long
 * as nobody is limited. Any thread.
 */
public final class ClientQuotas implements ClusterView.Listener {
  /** Nobody is limited, ever. */
  public static final ClientQuotas NONE = new ClientQuotas(QuotaWindows.DEFAULT, Clock.system());

  /** So many users and clients are remembered; those silent for longest are forgotten first. */
  private static final int MAX_COUNTED = 100_000;

  private static final long SILENT_MS = 3_600_000;
  private static final double PERCENT_PER_NS = 100.0 / 1_000_000_000;

  private record Counted(QuotaKey key, Who who) {}

  private final QuotaWindows windows;
  private final Clock clock;
  private final Map<Counted, RateWindow> rates = new ConcurrentHashMap<>();
  private final Map<Who, TokenBucket> mutations = new ConcurrentHashMap<>();

  /** Null while nobody is limited. */
  private volatile @Nullable QuotaTable table;

  public ClientQuotas(QuotaWindows windows, Clock clock) {
    this.windows = windows;
    this.clock = clock;
  }

  @Override
  public void changed(ClusterImage before, ClusterImage now) {
    if (!before.configs().others().equals(now.configs().others()) || table == null) {
      QuotaTable next = new QuotaTable(now.configs().others());
      table = next.limitsClients() ? next : null;
      if (table == null) {
        rates.clear();
        mutations.clear();
      }
    }
  }

  /** Whether anybody is limited. */
  public boolean any() {
    return table != null;
  }

  /** Nanoseconds, to measure what a request takes. */
  public long nowNs() {
    return clock.monotonicNs();
  }

  /** Counts bytes that a client sent or was sent; how long it has to wait then, in milliseconds. */
  public int recordBytes(QuotaKey key, String user, String clientId, long bytes) {
    return (int)
        Math.min(Integer.MAX_VALUE, Math.round(record(key, user, clientId, (double) bytes)));
  }

  /** Counts time spent for a client; how long it has to wait then, in milliseconds. */
  public int recordTime(String user, String clientId, long nanos) {
    double wait = record(QuotaKey.REQUEST_PERCENTAGE, user, clientId, nanos * PERCENT_PER_NS);
    return (int) Math.min(windows.sampleMs(), Math.round(wait));
  }

  private double record(QuotaKey key, String user, String clientId, double amount) {
    QuotaTable now = table;
    Limit limit = now == null ? null : now.find(key, user, clientId);
    if (limit == null) {
      return 0;
    }
    long nowMs = clock.monotonicMs();
    Counted counted = new Counted(key, limit.who());
    RateWindow rate = rates.get(counted);
    if (rate == null) {
      makeRoom(rates, RateWindow::lastUsedMs, nowMs);
      rate =
          rates.computeIfAbsent(
              counted, it -> new RateWindow(windows.samples(), windows.sampleMs(), nowMs));
    }
    return rate.record(amount, limit.perSecond(), nowMs);
  }

  /**
   * The permits of one request that changes partitions.
   *
   * @param strict whether too many are refused, and not only waited for afterwards
   */
  public MutationPermits mutations(String user, String clientId, boolean strict) {
    QuotaTable now = table;
    Limit limit = now == null ? null : now.find(QuotaKey.CONTROLLER_MUTATION_RATE, user, clientId);
    if (limit == null) {
      return MutationPermits.UNLIMITED;
    }
    long nowMs = clock.monotonicMs();
    makeRoom(mutations, TokenBucket::lastUsedMs, nowMs);
    TokenBucket bucket =
        mutations.computeIfAbsent(
            limit.who(), who -> new TokenBucket(windows.burstSeconds(), limit.perSecond(), nowMs));
    return new MutationPermits(bucket, limit.perSecond(), strict, clock);
  }

  private static <K, V> void makeRoom(Map<K, V> counted, ToLongFunction<V> lastUsed, long nowMs) {
    if (counted.size() < MAX_COUNTED) {
      return;
    }
    counted.values().removeIf(it -> nowMs - lastUsed.applyAsLong(it) > SILENT_MS);
    if (counted.size() >= MAX_COUNTED) {
      counted.clear();
    }
  }
}
