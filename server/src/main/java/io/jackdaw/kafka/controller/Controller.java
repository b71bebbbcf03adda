package io.jackdaw.kafka.controller;

import io.jackdaw.kafka.BrokerConfig.LeadershipPolicy;
import io.jackdaw.kafka.metadata.ClusterFollower;
import io.jackdaw.kafka.metadata.ControllerZnode;
import io.jackdaw.kafka.metadata.MultiReply;
import io.jackdaw.kafka.metadata.Reply;
import io.jackdaw.kafka.metadata.TreeImage;
import io.jackdaw.kafka.metadata.Znode;
import io.jackdaw.kafka.metadata.ZnodeWrite;
import io.jackdaw.kafka.metadata.Znodes;
import io.jackdaw.kafka.metadata.ZookeeperClient;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Uuid;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election as the cluster's controller and, while elected, makes the tree as {@link
 * ControllerDecisions} wants it.
 *
 * <p>All runs on the loop given. One step at a time: its writes, each refused unless the controller
 * epoch is still ours, then the image that shows them, then the next decision.
 *
 * <pre>
 *              seat free, this broker registered
 *   Standby ────────────────────────────────────→ Elected(epoch)
 *      ↑     seat taken by another, epoch moved,      │
 *      └──────────── session expired ─────────────────┘
 * </pre>
 */
public final class Controller implements AutoCloseable, ZookeeperClient.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final long MAX_BACKOFF_MS = 5_000;
  private static final byte[] NO_EPOCH = "0".getBytes(StandardCharsets.US_ASCII);

  private sealed interface Role {
    record Standby() implements Role {}

    /**
     * In office.
     *
     * @param epochVersion of {@code /controller_epoch} as long as nobody else is elected
     */
    record Elected(int epoch, int epochVersion, long session) implements Role {}
  }

  private final ZookeeperClient client;
  private final ClusterFollower follower;
  private final int brokerId;
  private final Rules rules;
  private final LeadershipPolicy leadership;
  private final EventLoop loop;
  private final Clock clock;
  private final ChangePurge purge;
  private final AtomicBoolean imageWaits = new AtomicBoolean();

  // All below belongs to the loop.
  private Role role = new Role.Standby();
  private boolean busy;
  private boolean closed;
  private long backoffMs;
  private @Nullable TreeImage settled;

  /**
   * A controller that does nothing before {@link #start}.
   *
   * @param loop owns all state; closed by the caller after this
   */
  public Controller(
      ZookeeperClient client,
      ClusterFollower follower,
      int brokerId,
      Rules rules,
      LeadershipPolicy leadership,
      EventLoop loop,
      Clock clock) {
    this.client = client;
    this.follower = follower;
    this.brokerId = brokerId;
    this.rules = rules;
    this.leadership = leadership;
    this.loop = loop;
    this.clock = clock;
    this.purge = new ChangePurge(client, clock);
  }

  /** Stands for election from now on. */
  public void start() {
    client.listen(this);
    follower.subscribe(
        (before, now) -> {
          if (imageWaits.compareAndSet(false, true)) {
            loop.execute(
                () -> {
                  imageWaits.set(false);
                  step();
                });
          }
        });
    scheduleTick();
  }

  @Override
  public void connected(long sessionId, boolean newSession) {}

  @Override
  public void expired() {
    loop.execute(() -> resign("its session has expired"));
  }

  private void step() {
    if (busy || closed) {
      return;
    }
    TreeImage tree = follower.tree();
    boolean seated =
        tree.seat().brokerId() == brokerId && tree.seat().session() == client.sessionId();
    switch (role) {
      case Role.Elected elected when !seated -> {
        resign("the seat was taken away");
        step();
      }
      case Role.Elected elected -> {
        if (tree != settled) {
          decide(tree, elected);
        }
      }
      case Role.Standby standby when seated -> readEpoch(this::adopt);
      case Role.Standby standby -> {
        if (tree.seat().free() && tree.cluster().brokers().containsKey(brokerId)) {
          readEpoch(this::stand);
        }
      }
    }
  }

  private void decide(TreeImage tree, Role.Elected elected) {
    List<Change> changes =
        ControllerDecisions.decide(tree, rules, elected.epoch(), Uuid::randomUuid);
    if (changes.isEmpty()) {
      settled = tree;
      backoffMs = 0;
    } else {
      perform(changes, elected);
    }
  }

  private void perform(List<Change> changes, Role.Elected elected) {
    busy = true;
    new ChangeWriter(client, elected.epochVersion(), loop)
        .write(changes)
        .thenAccept(
            result ->
                loop.run(
                    () -> {
                      switch (result) {
                        case DONE -> settle();
                        case FENCED -> {
                          resign("another controller was elected");
                          settle();
                        }
                        case REFUSED -> settleLater();
                      }
                    }));
  }

  /** The step is over; the next one starts from an image that shows all of it. */
  private void settle() {
    follower
        .caughtUp()
        .thenAccept(
            tree ->
                loop.execute(
                    () -> {
                      busy = false;
                      step();
                    }));
  }

  /** Something was not as expected: somebody else writes too. The tree is looked at again. */
  private void settleLater() {
    backoffMs = Math.min(MAX_BACKOFF_MS, Math.max(20, backoffMs * 2));
    loop.schedule(backoffMs, this::settle);
  }

  private interface EpochUse {
    void with(int epoch, int version);
  }

  private void readEpoch(EpochUse use) {
    busy = true;
    client
        .read(Znodes.CONTROLLER_EPOCH)
        .thenAccept(reply -> loop.execute(() -> epochRead(reply, use)));
  }

  private void epochRead(Reply<Znode> reply, EpochUse use) {
    if (reply.code() == Code.NONODE) {
      client
          .write(ZnodeWrite.create(Znodes.CONTROLLER_EPOCH, NO_EPOCH))
          .thenAccept(created -> loop.execute(() -> readEpoch(use)));
      return;
    }
    Znode znode = reply.value();
    if (znode == null) {
      settleLater();
      return;
    }
    try {
      use.with(Integer.parseInt(znode.text().strip()), znode.version());
    } catch (NumberFormatException malformed) {
      LOG.error("{} is not a number: {}", Znodes.CONTROLLER_EPOCH, znode.text());
      settleLater();
    }
  }

  private void stand(int epoch, int version) {
    long session = client.sessionId();
    byte[] seat = new ControllerZnode(brokerId, clock.wallMs()).encode();
    byte[] next = Integer.toString(epoch + 1).getBytes(StandardCharsets.US_ASCII);
    client
        .multi(
            List.of(
                new ZnodeWrite.Create(Znodes.CONTROLLER, seat, ZnodeWrite.Kind.EPHEMERAL),
                new ZnodeWrite.Write(Znodes.CONTROLLER_EPOCH, next, version)))
        .thenAccept(reply -> loop.execute(() -> stood(reply, epoch + 1, session)));
  }

  private void stood(MultiReply reply, int epoch, long session) {
    if (reply.ok()) {
      enter(epoch, reply.written().getLast().version(), session);
      settle();
    } else if (reply.code() == Code.NODEEXISTS || reply.code() == Code.BADVERSION) {
      settle();
    } else {
      settleLater();
    }
  }

  /** The election was won, but its answer was lost with the connection. */
  private void adopt(int epoch, int version) {
    enter(epoch, version, client.sessionId());
    settle();
  }

  private void enter(int epoch, int version, long session) {
    LOG.info("Broker {} is controller, epoch {}", brokerId, epoch);
    role = new Role.Elected(epoch, version, session);
    settled = null;
  }

  private void resign(String reason) {
    if (role instanceof Role.Elected elected) {
      LOG.info(
          "Broker {} is no longer controller of epoch {}: {}", brokerId, elected.epoch(), reason);
      role = new Role.Standby();
    }
  }

  private void scheduleTick() {
    loop.schedule(
        leadership.checkIntervalMs(),
        () -> {
          tick();
          scheduleTick();
        });
  }

  private void tick() {
    if (busy || closed || !(role instanceof Role.Elected elected)) {
      return;
    }
    purge.run();
    if (leadership.autoRebalance()) {
      List<Change> changes =
          ControllerDecisions.rebalance(
              follower.tree(), leadership.imbalancePercentage(), elected.epoch());
      if (!changes.isEmpty()) {
        perform(changes, elected);
      }
    }
  }

  /** Stops deciding; the seat is left with the session. */
  @Override
  public void close() {
    loop.execute(() -> closed = true);
  }
}
