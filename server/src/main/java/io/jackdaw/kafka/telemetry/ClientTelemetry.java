package io.jackdaw.kafka.telemetry;

import io.jackdaw.kafka.metadata.ClusterImage;
import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.telemetry.Figure.Series;
import io.jackdaw.kafka.telemetry.Wanted.Subscription;
import io.jackdaw.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that were asked for metrics, and what each pushed last. In memory only, as in Apache
 * Kafka: after a restart clients are asked again. Any thread.
 *
 * <p>At most {@value #MAX_CLIENTS} clients, of which those silent for longest are forgotten first,
 * and {@value #MAX_SERIES} numbers of each; further ones are left out. Source: KIP-714.
 */
public final class ClientTelemetry implements ClusterView.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientTelemetry.class);
  private static final int MAX_CLIENTS = 16_384;
  private static final int MAX_SERIES = 2_000;
  private static final long LEAST_MEMORY_MS = 60_000;
  private static final int INTERVALS_REMEMBERED = 3;
  private static final long SWEEP_EVERY_MS = 10_000;

  private final Clock clock;
  private final int maxBytes;

  // All guarded by this.
  private final Map<Uuid, ClientInstance> clients = new LinkedHashMap<>(16, 0.75f, true);
  private Map<String, Map<String, String>> configured = Map.of();
  private List<Subscription> subscriptions = List.of();
  private long version;
  private long sweptAtMs;

  /**
   * @param maxBytes of one push
   */
  public ClientTelemetry(int maxBytes, Clock clock) {
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.sweptAtMs = clock.monotonicMs();
  }

  /** Most bytes of one push, compressed and decompressed. */
  public int maxBytes() {
    return maxBytes;
  }

  /** What a client is told that asks. */
  public record Answer(Errors error, Wanted wanted) {}

  @Override
  public void changed(ClusterImage before, ClusterImage now) {
    if (now.configs().others().isEmpty() && before.configs().others().isEmpty()) {
      return;
    }
    Map<String, Map<String, String>> next = now.configs().clientMetrics();
    synchronized (this) {
      if (!next.equals(configured)) {
        configured = next;
        subscriptions = subscriptions(next);
        version++;
      }
    }
  }

  private static List<Subscription> subscriptions(Map<String, Map<String, String>> configured) {
    List<Subscription> subscriptions = new ArrayList<>();
    configured.forEach(
        (name, config) -> {
          try {
            subscriptions.add(Subscription.of(config));
          } catch (ApiException | NumberFormatException malformed) {
            // Somebody wrote the znode by hand.
            LOG.warn("Subscription {} is left out: {}", name, malformed.getMessage());
          }
        });
    return subscriptions;
  }

  /** Tells a client what it is asked for. */
  public synchronized Answer ask(TelemetryClient client, long connectionId) {
    long nowMs = clock.monotonicMs();
    ClientInstance instance = instance(client, connectionId, nowMs);
    return new Answer(instance.ask(nowMs), instance.wanted);
  }

  /**
   * Whether a client may push now what it is about to.
   *
   * @param last whether the client says that it ends
   */
  public synchronized Errors admit(
      TelemetryClient client,
      long connectionId,
      int subscriptionId,
      boolean last,
      byte compression,
      int bytes) {
    long nowMs = clock.monotonicMs();
    return instance(client, connectionId, nowMs)
        .push(subscriptionId, last, Payload.isKnown(compression), bytes > maxBytes, nowMs);
  }

  private ClientInstance instance(TelemetryClient client, long connectionId, long nowMs) {
    ClientInstance instance = clients.get(client.instance());
    if (instance == null
        || instance.version < version
        || instance.connectionId == ClientInstance.DISCONNECTED) {
      ClientInstance renewed =
          new ClientInstance(client, Wanted.of(subscriptions, client), version, connectionId);
      if (instance != null) {
        renewed.figures.putAll(instance.figures);
      }
      instance = renewed;
      sweep(nowMs);
      clients.put(client.instance(), instance);
      if (clients.size() > MAX_CLIENTS) {
        clients.remove(clients.keySet().iterator().next());
      }
    }
    instance.expiresAtMs =
        nowMs
            + Math.max(LEAST_MEMORY_MS, (long) INTERVALS_REMEMBERED * instance.wanted.intervalMs());
    return instance;
  }

  private void sweep(long nowMs) {
    if (nowMs - sweptAtMs >= SWEEP_EVERY_MS) {
      sweptAtMs = nowMs;
      clients.values().removeIf(client -> client.expiresAtMs <= nowMs);
    }
  }

  /** Keeps what a client pushed, after it was admitted. */
  public synchronized void pushed(Uuid client, List<Figure> figures) {
    ClientInstance instance = clients.get(client);
    if (instance == null) {
      return;
    }
    for (Figure figure : figures) {
      Series series = figure.series();
      Double before = instance.figures.get(series);
      if (before != null || instance.figures.size() < MAX_SERIES) {
        instance.figures.put(
            series, figure.delta() && before != null ? before + figure.value() : figure.value());
      }
    }
  }

  /** What a client pushed cannot be used. */
  public synchronized void failed(Uuid client, Errors error) {
    ClientInstance instance = clients.get(client);
    if (instance != null) {
      instance.failed(error);
    }
  }

  /**
   * A connection has ended: a client that comes back is asked anew. Its last figures are shown for
   * a while yet.
   */
  public synchronized void disconnected(Uuid client, long connectionId) {
    ClientInstance instance = clients.get(client);
    if (instance != null && instance.connectionId == connectionId) {
      clients.put(client, instance.disconnected());
    }
  }

  /** Shows every client's newest figures. */
  public void visit(BiConsumer<TelemetryClient, Map<Series, Double>> visitor) {
    List<ClientInstance> shown = new ArrayList<>(); // copies, so that nobody waits for the visitor
    synchronized (this) {
      sweep(clock.monotonicMs());
      for (ClientInstance instance : clients.values()) {
        if (!instance.figures.isEmpty()) {
          shown.add(instance.disconnected());
        }
      }
    }
    shown.forEach(instance -> visitor.accept(instance.client, instance.figures));
  }
}
