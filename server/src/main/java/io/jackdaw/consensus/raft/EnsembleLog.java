package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.CommandHistory;
import io.jackdaw.consensus.Ensemble;
import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.net.peer.PeerLoop;
import io.jackdaw.net.peer.PeerNetwork;
import io.jackdaw.net.peer.PeerTls;
import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of a log that several keep. {@link #start} takes the port and returns at once, leader
 * or not; proposals wait until there is one.
 *
 * <p>Everything of the log, its network, its disk and the state machine, is on one thread, {@code
 * jackdaw-ensemble}; snapshots are written by another.
 */
public final class EnsembleLog implements ReplicatedLog, Ensemble {
  private static final Logger LOG = LoggerFactory.getLogger(EnsembleLog.class);

  /** Few: while they travel the next one grows. */
  private static final int BATCHES_UNDER_WAY = 2;

  private static final int MAX_WAITING_COMMANDS = 200_000;
  private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;
  private static final long RESEND_MS = 20;
  private static final long PATIENCE_MS = 1000;
  private static final long HAND_OVER_MS = 2000;
  private static final long LOOK_MS = 5;

  private final RaftConfig config;
  private final Disk disk;
  private final Clock clock;
  private final @Nullable PeerTls tls;
  private final Supplier<StateMachine.@Nullable Snapshot> beginning;
  private final Consumer<Throwable> onFailure;
  private final AtomicBoolean failed = new AtomicBoolean();
  private final LogMetrics metrics = new LogMetrics();
  private @Nullable Listener listener;
  private @Nullable Running running;
  private volatile @Nullable Outbox outbox;
  private volatile long keptFrom = Long.MAX_VALUE;

  /** The parts of a log that is open. */
  private record Running(
      PeerLoop loop, PeerNetwork network, Replica replica, Disk.AutoCloseableLock lock) {}

  /**
   * @param tls how servers prove to each other who they are; null for plain text
   * @param beginning asked once, by a server that has no log yet, for the state it begins with;
   *     null for an empty one. Every server has to begin with the same
   * @param onFailure told once when this server cannot go on; must not block
   */
  public EnsembleLog(
      RaftConfig config,
      Disk disk,
      Clock clock,
      @Nullable PeerTls tls,
      Supplier<StateMachine.@Nullable Snapshot> beginning,
      Consumer<Throwable> onFailure) {
    this.config = config;
    this.disk = disk;
    this.clock = clock;
    this.tls = tls;
    this.beginning = beginning;
    this.onFailure = onFailure;
  }

  @Override
  public void listen(Listener whoIsTold) {
    listener = whoIsTold;
  }

  @Override
  public void start(StateMachine machine) {
    Path directory = config.directory();
    disk.createDirectories(directory);
    Disk.AutoCloseableLock lock = disk.lock(directory);
    PeerLoop loop = new PeerLoop("jackdaw-ensemble");
    try {
      open(machine, lock, loop);
    } catch (RuntimeException failure) {
      if (running == null) {
        loop.close();
        lock.close();
      } else {
        close();
      }
      throw failure;
    }
    LOG.info(
        "Server of an ensemble serverId={} servers={} directory={}",
        config.serverId(),
        config.servers().size(),
        directory);
  }

  private void open(StateMachine machine, Disk.AutoCloseableLock lock, PeerLoop loop) {
    PeerNetwork network =
        new PeerNetwork(
            loop,
            config.serverId(),
            new PeerNetwork.Address(config.own().host(), config.own().port()),
            tls);
    Replica replica =
        new Replica(
            config,
            new EntryLog.Settings(
                config.forceSync(), RaftConfig.SEGMENT_BYTES, RaftConfig.AHEAD_BYTES),
            disk,
            clock,
            loop,
            new Network(network),
            RandomGenerator.getDefault(),
            metrics,
            task -> Thread.ofPlatform().daemon().name("jackdaw-snapshot").start(task),
            new Told());
    Outbox box =
        new Outbox(
            new Outbox.Limits(
                BATCHES_UNDER_WAY,
                RaftConfig.MAX_BATCH_BYTES,
                MAX_WAITING_COMMANDS,
                MAX_WAITING_BYTES,
                RESEND_MS,
                PATIENCE_MS),
            config.serverId(),
            Outbox.incarnation(clock, RandomGenerator.getDefault()),
            loop,
            replica);
    boolean isNew = disk.list(config.directory()).stream().allMatch(EnsembleLog::isNothing);
    LoggedBatches batches = new LoggedBatches(machine, config.serverId(), box);
    replica.snapshotWriter().keepFrom(keptFrom);
    replica.open(batches, isNew ? beginning.get() : null);
    running = new Running(loop, network, replica, lock);
    outbox = box;
    network.start(new Received(replica));
    replica.start();
    box.wake();
  }

  private static boolean isNothing(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  /** What the network is to a replica. */
  private record Network(PeerNetwork network) implements Peers {
    @Override
    public void send(int to, ByteBuffer frame) {
      network.send(to, frame);
    }

    @Override
    public void flush() {
      network.flush();
    }

    @Override
    public void reach(Collection<EnsembleMember> servers) {
      Map<Integer, PeerNetwork.Address> addresses = new HashMap<>();
      servers.forEach(
          server ->
              addresses.put(server.id(), new PeerNetwork.Address(server.host(), server.port())));
      network.become(addresses);
    }

    @Override
    public boolean reaches(int server) {
      return network.reaches(server);
    }
  }

  /** What a replica is to the network. */
  private record Received(Replica replica) implements PeerNetwork.Receiver {
    @Override
    public void received(int from, ByteBuffer frame) {
      replica.received(from, frame);
    }

    @Override
    public boolean welcomes(int stranger) {
      return replica.welcomes();
    }

    @Override
    public void connected(int to) {
      replica.connected(to);
    }

    @Override
    public void lost(int from) {
      replica.lost(from);
    }
  }

  /** Passes on what a replica tells. */
  private final class Told implements Replica.Listener {
    @Override
    public void stands(Standing standing) {
      Outbox box = outbox;
      if (box != null && standing.leaderId() != 0) {
        // What was on its way to another leader may be lost.
        box.resendSoon();
      }
      if (listener != null) {
        listener.stands(standing);
      }
    }

    @Override
    public void told(ByteBuffer message) {
      if (listener != null) {
        listener.told(message);
      }
    }

    @Override
    public void stateReplaced() {
      if (listener != null) {
        listener.stateReplaced();
      }
    }

    @Override
    public void configured(Configuration configuration) {
      if (listener != null) {
        listener.configured(configuration);
      }
    }

    @Override
    public void failed(Throwable failure) {
      if (!failed.getAndSet(true)) {
        onFailure.accept(failure);
      }
    }
  }

  @Override
  public void propose(Proposal proposal) {
    Outbox box = outbox;
    if (box == null) {
      proposal.refused(closed());
    } else {
      box.offer(proposal);
    }
  }

  @Override
  public LogMetrics metrics() {
    return metrics;
  }

  @Override
  public Standing standing() {
    Running open = running;
    return open == null ? Replica.UNKNOWN : open.replica.standing();
  }

  @Override
  public void catchUp(Runnable caughtUp, Consumer<Throwable> notConfirmed) {
    Running open = running;
    if (open == null) {
      notConfirmed.accept(closed());
    } else {
      open.loop.run(() -> open.replica.catchUp(caughtUp, notConfirmed));
    }
  }

  @Override
  public Set<Integer> followers() {
    Running open = running;
    return open == null ? Set.of() : open.replica.followers();
  }

  @Override
  public Configuration configuration() {
    Running open = running;
    return open == null ? new Configuration(0, config.servers()) : open.replica.configuration();
  }

  @Override
  public void prepare(List<EnsembleMember> next, Consumer<Readiness> answer) {
    Running open = running;
    if (open == null) {
      answer.accept(Readiness.UNKNOWN);
    } else {
      open.loop.run(() -> open.replica.prepare(next, answer));
    }
  }

  @Override
  public void change(Configuration next) {
    Running open = running;
    if (open != null) {
      open.replica.change(next);
    }
  }

  @Override
  public void tellLeader(ByteBuffer message) {
    Running open = running;
    if (open != null) {
      open.loop.run(() -> open.replica.tellLeader(message));
    }
  }

  @Override
  public long snapshot() {
    Running open = running;
    if (open == null) {
      throw new StorageException("No snapshot: the log is not open");
    }
    return open.replica.snapshotWriter().write().join();
  }

  /**
   * Keeps the commands after {@code index}, and a snapshot from before them, for {@link #history}:
   * at most twenty snapshots more than are configured. Any thread, any time.
   */
  public void keepFrom(long index) {
    keptFrom = index;
    Running open = running;
    if (open != null) {
      open.replica.snapshotWriter().keepFrom(index);
    }
  }

  /** Commands that the snapshot covers which was restored last, or is being; any thread. */
  public long restoredIndex() {
    Running open = running;
    return open == null ? 0 : open.replica.restoredIndex();
  }

  /** What this server still holds, to be read beside it. */
  public CommandHistory history() {
    EnsembleHistory files = new EnsembleHistory(disk, config.directory());
    return (machine, toIndex) -> {
      Running open = running;
      if (open != null) {
        // What a majority of others has on its disks may have been applied before it is on this.
        onLoop(open.loop, open.replica::sync);
      }
      return files.replay(machine, toIndex);
    };
  }

  @Override
  public StateMachine.Snapshot fix() {
    Running open = running;
    if (open == null) {
      throw new StorageException("No snapshot: the log is not open");
    }
    return open.replica.snapshotWriter().fix().join();
  }

  private static ProposalRefusedException closed() {
    return new ProposalRefusedException(Reason.CLOSED, "the log is closed");
  }

  @Override
  public void close() {
    Running open = running;
    if (open == null) {
      return;
    }
    resign();
    running = null;
    Outbox box = outbox;
    if (box != null) {
      box.close(closed());
    }
    onLoop(open.loop, open.replica::close);
    open.network.close();
    open.loop.close();
    open.lock.close();
  }

  @Override
  public void resign() {
    Running open = running;
    if (open == null) {
      return;
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    open.loop.execute(
        () -> {
          if (open.replica.handOver()) {
            await(open, over);
          } else {
            over.complete(null);
          }
        });
    waitFor(over, HAND_OVER_MS);
  }

  private static void await(Running open, CompletableFuture<Void> over) {
    if (open.replica.isHandingOver()) {
      open.loop.schedule(LOOK_MS, () -> await(open, over));
    } else {
      over.complete(null);
    }
  }

  private static void onLoop(PeerLoop loop, Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            action.run();
          } catch (RuntimeException failure) {
            LOG.warn("The ensemble's log did not close well", failure);
          }
          done.complete(null);
        });
    waitFor(done, HAND_OVER_MS);
  }

  private static void waitFor(CompletableFuture<Void> done, long ms) {
    try {
      done.get(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException notDone) {
      LOG.warn("Not done within {} ms while the ensemble's log was being closed", ms);
    }
  }
}
