package io.jackdaw.consensus.ratis;

import io.jackdaw.consensus.Ensemble;
import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.time.SingleThreadEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicated log of one server of an ensemble, on Apache Ratis.
 *
 * <p>A command is applied, and so acknowledged, when a majority has it on disk. {@link #start} does
 * not wait for the others: it restores what this server has, and what was committed since is
 * applied when there is a leader, on Ratis' updater thread. A proposal is kept until it is applied
 * or this log closes; only its proposer knows how long it wants to wait.
 */
public final class RatisLog implements ReplicatedLog, Ensemble {
  private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);

  /** Few: while they travel the next one grows, and an entry costs far more than a command. */
  private static final int BATCHES_UNDER_WAY = 2;

  private static final int MAX_WAITING_COMMANDS = 200_000;
  private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;
  private static final long RESEND_MS = 20;
  private static final long CLOSE_PATIENCE_MS = 5000;

  private final RatisConfig config;
  private final Clock clock;
  private final Supplier<StateMachine.@Nullable Snapshot> beginning;
  private final Consumer<Throwable> onFailure;
  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("jackdaw-ensemble");
  private final AtomicBoolean failed = new AtomicBoolean();
  private final LogMetrics metrics = new LogMetrics();
  private @Nullable Listener listener;
  private @Nullable Outbox outbox;
  private @Nullable GroupCarrier carrier;
  private @Nullable RaftServer server;
  private @Nullable RaftClient client;
  private @Nullable Standings standings;
  private @Nullable GroupSnapshots snapshots;

  /**
   * @param beginning asked once, by a server that has no log yet, for the state it begins with;
   *     null for an empty one. Every server has to begin with the same
   * @param onFailure told once when this server cannot go on; must not block
   */
  public RatisLog(
      RatisConfig config,
      Clock clock,
      Supplier<StateMachine.@Nullable Snapshot> beginning,
      Consumer<Throwable> onFailure) {
    this.config = config;
    this.clock = clock;
    this.beginning = beginning;
    this.onFailure = onFailure;
  }

  @Override
  public void listen(Listener whoIsTold) {
    listener = whoIsTold;
  }

  @Override
  public void start(StateMachine machine) {
    Carrier late = new LateCarrier();
    Outbox box =
        new Outbox(
            new Outbox.Limits(
                BATCHES_UNDER_WAY,
                RatisConfig.MAX_BATCH_BYTES,
                MAX_WAITING_COMMANDS,
                MAX_WAITING_BYTES,
                RESEND_MS),
            config.serverId(),
            clock.wallMs(),
            loop,
            late);
    outbox = box;
    GroupSnapshots files =
        new GroupSnapshots(
            config.snapshotEvery(),
            task -> Thread.ofPlatform().daemon().name("jackdaw-snapshot").start(task));
    snapshots = files;
    boolean isNew = !Files.isDirectory(groupDirectory());
    GroupStateMachine group =
        new GroupStateMachine(
            new LoggedBatches(machine, config.serverId(), box),
            files,
            isNew ? beginning.get() : null,
            this::told,
            this::stateReplaced,
            this::fail);
    try {
      run(group, box, isNew);
    } catch (IOException | RuntimeException failure) {
      close();
      throw new StorageException(
          "The ensemble's log in %s cannot be opened, or its port %d not be had: %s"
              .formatted(config.directory(), config.own().port(), failure.getMessage()),
          failure);
    }
  }

  private Path groupDirectory() {
    return config.directory().resolve(RaftSettings.GROUP.getUuid().toString());
  }

  private void run(GroupStateMachine group, Outbox box, boolean isNew) throws IOException {
    RaftProperties properties = RaftSettings.properties(config);
    PeerConnections.Holder connections = new PeerConnections.Holder();
    Parameters parameters = PeerConnections.parameters(connections);
    RaftServer raft =
        RaftServer.newBuilder()
            .setServerId(RaftSettings.peerId(config.serverId()))
            .setGroup(RaftSettings.group(config))
            .setProperties(properties)
            .setParameters(parameters)
            .setStateMachine(group)
            .setOption(isNew ? StartupOption.FORMAT : StartupOption.RECOVER)
            .build();
    server = raft;
    RaftClient peers =
        RaftClient.newBuilder()
            .setRaftGroup(RaftSettings.group(config))
            .setProperties(properties)
            .setParameters(parameters)
            .build();
    client = peers;
    carrier = new GroupCarrier(raft, peers.getClientRpc());
    raft.start();
    Standings watched =
        new Standings(
            raft.getDivision(RaftSettings.GROUP),
            connections,
            loop,
            config.electionMaxMs(),
            this::stands);
    standings = watched;
    watched.start();
    LOG.info(
        "Server of an ensemble serverId={} servers={} directory={}",
        config.serverId(),
        config.servers().size(),
        config.directory());
    box.wake();
  }

  private void stands(Standing standing) {
    Outbox box = outbox;
    if (box != null && standing.leaderId() != 0) {
      // What was on its way to another leader may be lost.
      box.resendSoon();
    }
    Listener told = listener;
    if (told != null) {
      told.stands(standing);
    }
  }

  private void told(ByteBuffer message) {
    Listener told = listener;
    if (told != null) {
      loop.execute(() -> told.told(message));
    }
  }

  private void stateReplaced() {
    Listener told = listener;
    if (told != null) {
      loop.execute(told::stateReplaced);
    }
  }

  private void fail(Throwable failure) {
    if (!failed.getAndSet(true)) {
      onFailure.accept(failure);
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
    Standings known = standings;
    return known == null ? Standings.UNKNOWN : known.current();
  }

  @Override
  public void catchUp(Runnable caughtUp, Consumer<Throwable> notConfirmed) {
    GroupCarrier through = carrier;
    if (through == null) {
      notConfirmed.accept(closed());
      return;
    }
    through
        .catchUp()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                caughtUp.run();
              } else {
                notConfirmed.accept(failure);
              }
            });
  }

  @Override
  public void tellLeader(ByteBuffer message) {
    GroupCarrier through = carrier;
    if (through != null) {
      through
          .tell(message)
          .whenComplete(
              (done, lost) -> {
                if (lost != null) {
                  LOG.debug("A message to the leader is lost", lost);
                }
              });
    }
  }

  @Override
  public long snapshot() {
    GroupSnapshots files = snapshots;
    if (files == null) {
      throw new StorageException("No snapshot: the log is not open");
    }
    return files.last().join();
  }

  private static ProposalRefusedException closed() {
    return new ProposalRefusedException(Reason.CLOSED, "the log is closed");
  }

  @Override
  public void close() {
    Standings watched = standings;
    if (watched != null) {
      watched.handOver();
      watched.stop();
    }
    if (outbox != null) {
      outbox.close(closed());
    }
    closeQuietly(client);
    closeServer();
    loop.close();
  }

  /**
   * Ratis 3.3.0 closes its log under a lock that its eviction of cached entries may be waiting for,
   * and waits for that: whoever waits is interrupted then, and the close goes on.
   */
  private void closeServer() {
    Thread closing =
        Thread.ofPlatform()
            .daemon()
            .name("jackdaw-ensemble-close")
            .start(() -> closeQuietly(server));
    try {
      if (!closing.join(Duration.ofMillis(CLOSE_PATIENCE_MS))) {
        LOG.warn("The ensemble's log does not close: interrupting what it waits in");
        String waiting = config.serverId() + "-impl-thread";
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith(waiting))
            .forEach(Thread::interrupt);
        closing.join(Duration.ofMillis(CLOSE_PATIENCE_MS));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception failure) {
      LOG.warn("A part of the ensemble did not close: {}", part, failure);
    }
  }

  /** The carrier of this log, which is there a little later than the outbox that needs it. */
  private final class LateCarrier implements Carrier {
    @Override
    public boolean hasLeader() {
      GroupCarrier through = carrier;
      return through != null && through.hasLeader();
    }

    @Override
    public CompletionStage<Void> carry(ByteBuffer entry) {
      GroupCarrier through = carrier;
      if (through == null) {
        throw new IllegalStateException("an entry is sent before the log is open");
      }
      return through.carry(entry);
    }
  }
}
