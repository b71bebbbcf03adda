package io.jackdaw.kafka.metadata;

import io.jackdaw.disk.DiskFullException;
import io.jackdaw.kafka.metadata.BrokerImage.BrokerEndpoint;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code /brokers/ids/<id>} there while this broker runs, in one session after the other.
 *
 * <p>What the service still keeps of this broker's own previous process is replaced in one step. A
 * registration of anybody else is waited for, as long as a session can outlive its process, and
 * then refused.
 *
 * <pre>
 *   new session → read ids/N ─ missing ──────────────────→ create ─→ registered
 *                     │  ├──── ours, of old session ─────→ replace ─→ registered
 *                     │  └──── another's ─→ wait, read again … time-out → refused
 * </pre>
 */
public final class Registration implements ZookeeperClient.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final long RETRY_MS = 250;

  private final ZookeeperClient client;
  private final int brokerId;
  private final List<BrokerEndpoint> endpoints;
  private final @Nullable String rack;
  private final RememberedSession remembered;
  private final EventLoop loop;
  private final Clock clock;
  private final CompletableFuture<Long> registered = new CompletableFuture<>();
  private final long previousSession;
  private final String path;

  // All belong to the loop.
  private long givesUpAtMs;
  private long lastEpoch;
  private boolean waits;
  private long session;

  /**
   * A registration that does nothing before {@link #register}.
   *
   * @param endpoints as advertised, with the ports in use
   * @param loop for waiting; closed by the caller
   */
  public Registration(
      ZookeeperClient client,
      int brokerId,
      List<BrokerEndpoint> endpoints,
      @Nullable String rack,
      RememberedSession remembered,
      EventLoop loop,
      Clock clock) {
    this.client = client;
    this.brokerId = brokerId;
    this.endpoints = List.copyOf(endpoints);
    this.rack = rack;
    this.remembered = remembered;
    this.loop = loop;
    this.clock = clock;
    this.previousSession = remembered.read();
    this.path = Znodes.broker(brokerId);
  }

  /**
   * Registers, now and in every later session.
   *
   * @return the broker epoch; fails with {@link ZookeeperUnavailableException} if another broker
   *     has this id
   */
  public CompletionStage<Long> register() {
    client.listen(this);
    return registered;
  }

  @Override
  public void connected(long sessionId, boolean newSession) {
    loop.execute(
        () -> {
          session = sessionId;
          waits = false;
          givesUpAtMs = clock.monotonicMs() + client.config().sessionTimeoutMs() * 2L;
          attempt();
        });
  }

  private void attempt() {
    CompletableFuture<Reply<Znode>> controller = client.read(Znodes.CONTROLLER);
    client.read(path).thenAcceptBothAsync(controller, (broker, seat) -> decide(broker, seat), loop);
  }

  private void decide(Reply<Znode> broker, Reply<Znode> seat) {
    if (client.isClosed()) {
      return;
    }
    Znode found = broker.value();
    if (found != null && found.ephemeralOwner() == session) {
      done(found.czxid());
      return;
    }
    if (found != null && !isOurs(found)) {
      waitForOther(found);
      return;
    }
    List<ZnodeWrite> writes = new ArrayList<>();
    Znode controller = seat.value();
    if (controller != null && isOurs(controller)) {
      writes.add(new ZnodeWrite.Delete(Znodes.CONTROLLER, ZnodeWrite.ANY_VERSION));
    }
    if (found != null) {
      LOG.info("Broker {} replaces the registration of its previous process", brokerId);
      writes.add(new ZnodeWrite.Delete(path, ZnodeWrite.ANY_VERSION));
    }
    try {
      remembered.write(session);
    } catch (DiskFullException full) {
      LOG.warn("Broker {} registers when there is space: {}", brokerId, full.getMessage());
      later();
      return;
    }
    // Filled in a second write, as Kafka does: its answer carries the czxid, the broker's epoch.
    writes.add(new ZnodeWrite.Create(path, null, ZnodeWrite.Kind.EPHEMERAL));
    byte[] data = new BrokerZnode(endpoints, rack, clock.wallMs()).encode();
    writes.add(new ZnodeWrite.Write(path, data, 0));
    client.multi(writes).thenAcceptAsync(this::written, loop);
  }

  /** Left by this process in an earlier session, or by the previous one with the same data. */
  private boolean isOurs(Znode znode) {
    long owner = znode.ephemeralOwner();
    return owner != 0 && (owner == previousSession || owner == remembered.read());
  }

  private void written(MultiReply reply) {
    if (reply.ok()) {
      done(reply.written().getLast().czxid());
    } else if (reply.unknown()
        || reply.isForLater()
        || reply.code() == Code.NODEEXISTS
        || reply.code() == Code.NONODE) {
      later();
    } else {
      registered.completeExceptionally(
          new ZookeeperUnavailableException(
              "Cannot register broker %d at %s: %s".formatted(brokerId, path, reply.code())));
    }
  }

  private void done(long epoch) {
    if (registered.complete(epoch)) {
      LOG.info("Broker {} is registered with epoch {}", brokerId, epoch);
    } else if (epoch != lastEpoch) {
      LOG.info("Broker {} is registered again, with epoch {}", brokerId, epoch);
    }
    lastEpoch = epoch;
  }

  private void waitForOther(Znode found) {
    if (clock.monotonicMs() < givesUpAtMs) {
      if (!waits) {
        LOG.warn(
            "Broker id {} is taken by another session; waiting for it to end: {}",
            brokerId,
            found.text());
        waits = true;
      }
      later();
      return;
    }
    String message =
        ("Another broker is registered as broker.id %d: %s. Stop it, or give this one another"
                + " broker.id.")
            .formatted(brokerId, found.text());
    if (!registered.completeExceptionally(new ZookeeperUnavailableException(message))) {
      LOG.error(message);
      later();
    }
  }

  private void later() {
    loop.schedule(RETRY_MS, this::attempt);
  }
}
