package io.jackdaw.kafka.quota;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.net.Admission;
import io.jackdaw.time.Clock;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a broker against their limits, on all its listeners; limits change while it
 * runs. Any thread.
 *
 * <p>Above a number, further connections are closed at once. Above a rate of the broker or of a
 * listener they wait their turn; an address above its own rate is hung up on after a wait, as by
 * Apache Kafka.
 */
public final class ConnectionQuotas implements ClusterView.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionQuotas.class);
  private static final int MAX_ADDRESSES = 10_000;

  private final Function<ClusterImage, Map<String, String>> values;
  private final QuotaWindows windows;
  private final Clock clock;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private final Map<InetAddress, RateWindow> addressRates = new ConcurrentHashMap<>();
  private final Map<String, RateWindow> rates = new ConcurrentHashMap<>();
  private volatile ConnectionLimits limits;
  private volatile QuotaTable table = new QuotaTable(Map.of());

  /**
   * Limits that are in force before there is an image.
   *
   * @param values the broker's configuration in force, by the image
   */
  public ConnectionQuotas(
      Map<String, String> properties,
      Function<ClusterImage, Map<String, String>> values,
      QuotaWindows windows,
      Clock clock) {
    this.limits = ConnectionLimits.of(properties);
    this.values = values;
    this.windows = windows;
    this.clock = clock;
  }

  @Override
  public void changed(ClusterImage before, ClusterImage now) {
    if (before.configs().equals(now.configs())) {
      return;
    }
    table = new QuotaTable(now.configs().others());
    try {
      limits = ConnectionLimits.of(values.apply(now));
    } catch (ConfigException | NumberFormatException malformed) {
      LOG.warn("Limits of connections stay as they are: {}", malformed.getMessage());
    }
  }

  /**
   * The guard of one listener.
   *
   * @param betweenBrokers whether brokers alone use it, and so are not refused for others
   */
  public Admission of(String listener, boolean betweenBrokers) {
    String name = listener.toLowerCase(Locale.ROOT);
    AtomicInteger own = new AtomicInteger();
    return new Admission() {
      @Override
      public Verdict opened(InetAddress peer) {
        int ofListener = own.incrementAndGet();
        int ofAll = all.incrementAndGet();
        int ofPeer = byAddress.merge(peer, 1, Integer::sum);
        ConnectionLimits now = limits;
        if (ofPeer > now.addresses().getOrDefault(peer, now.perAddress())
            || ofListener > now.listeners().getOrDefault(name, Integer.MAX_VALUE)
            || (ofAll > now.all() && !betweenBrokers)) {
          return Verdict.REFUSED;
        }
        return rated(name, peer, now);
      }

      @Override
      public void closed(InetAddress peer) {
        own.decrementAndGet();
        all.decrementAndGet();
        byAddress.computeIfPresent(peer, (key, count) -> count > 1 ? count - 1 : null);
      }
    };
  }

  private Admission.Verdict rated(String listener, InetAddress peer, ConnectionLimits now) {
    long nowMs = clock.monotonicMs();
    Double ofAddress = table.ofAddress(peer.getHostAddress());
    if (ofAddress != null) {
      if (addressRates.size() > MAX_ADDRESSES) {
        addressRates.clear();
      }
      double waitMs =
          addressRates.computeIfAbsent(peer, it -> window(nowMs)).record(1, ofAddress, nowMs);
      if (waitMs > 0) {
        return new Admission.Verdict(false, bounded(waitMs));
      }
    }
    double waitMs = Math.max(wait("", now.perSecond(), nowMs), 0);
    Integer ofListener = now.listenersPerSecond().get(listener);
    if (ofListener != null) {
      waitMs = Math.max(waitMs, wait(listener, ofListener, nowMs));
    }
    return waitMs > 0 ? new Admission.Verdict(true, bounded(waitMs)) : Admission.Verdict.WELCOME;
  }

  private double wait(String name, int perSecond, long nowMs) {
    return perSecond == Integer.MAX_VALUE
        ? 0
        : rates.computeIfAbsent(name, it -> window(nowMs)).record(1, perSecond, nowMs);
  }

  private RateWindow window(long nowMs) {
    return new RateWindow(windows.samples(), windows.sampleMs(), nowMs);
  }

  /** Nobody waits for longer than one sample: by then there is room again, or another wait. */
  private long bounded(double waitMs) {
    return Math.max(1, Math.min(windows.sampleMs(), Math.round(waitMs)));
  }
}
