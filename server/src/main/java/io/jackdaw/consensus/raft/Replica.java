package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Configuration;
import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.Ensemble.Role;
import io.jackdaw.consensus.Ensemble.Standing;
import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of an ensemble: {@link Raft} on its log, the state that the committed entries make,
 * and its snapshots. All of it on one loop; what comes in one turn of the loop shares one sync.
 *
 * <p>Loop only, except {@link #open} before anything else, and {@link #standing}.
 */
final class Replica implements Outlet, Carrier, AutoCloseable {
  static final Standing UNKNOWN = new Standing(Role.LOOKING, 0, 0);

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** Between two looks at the network, when there is much to apply. */
  private static final long APPLY_MS = 10;

  /** The leader takes three to say whether others could be the members. */
  private static final long QUESTION_ELECTIONS = 5;

  private final RaftConfig config;
  private final EntryLog.Settings files;
  private final Disk disk;
  private final Clock clock;
  private final EventLoop loop;
  private final Peers peers;
  private final RandomGenerator random;
  private final LogMetrics metrics;
  private final Listener listener;
  private final Timing timing;
  private final Snapshots snapshots;
  private final Readers readers;
  private final Questions questions;
  private final SnapshotWriter snapshotWriter;

  private @Nullable LoggedBatches batches;
  private @Nullable EntryLog log;
  private @Nullable Raft raft;
  private @Nullable MemberLog members;
  private @Nullable Configuration wanted;
  private volatile Configuration configuration;
  private long applied;
  private boolean turning;
  private boolean stopped;
  private volatile Standing standing = UNKNOWN;
  private volatile Set<Integer> followers = Set.of();

  /** Who is told. Loop; must not block. */
  interface Listener {
    void stands(Standing standing);

    void told(ByteBuffer message);

    void stateReplaced();

    void configured(Configuration configuration);

    /** This server cannot go on; nothing comes after. */
    void failed(Throwable failure);
  }

  /**
   * @param writing runs one writing of a snapshot at a time, which may block
   */
  Replica(
      RaftConfig config,
      EntryLog.Settings files,
      Disk disk,
      Clock clock,
      EventLoop loop,
      Peers peers,
      RandomGenerator random,
      LogMetrics metrics,
      Executor writing,
      Listener listener) {
    this.config = config;
    this.files = files;
    this.disk = disk;
    this.clock = clock;
    this.loop = loop;
    this.peers = peers;
    this.random = random;
    this.metrics = metrics;
    this.listener = listener;
    this.timing = new Timing(config.electionMinMs(), config.electionMaxMs());
    this.snapshots =
        new Snapshots(disk, config.directory(), config.snapshotsKept(), clock, metrics);
    this.snapshotWriter = new SnapshotWriter(loop, writing, snapshots, new Applied());
    this.readers = new Readers(loop, 2L * config.electionMaxMs());
    this.questions = new Questions(loop, QUESTION_ELECTIONS * config.electionMaxMs());
    this.configuration = new Configuration(0, config.servers());
  }

  /**
   * Restores the newest snapshot; what was logged after it is applied once it is known to be
   * committed.
   *
   * @param beginning state of a server that has nothing yet; null for an empty one
   */
  void open(LoggedBatches state, StateMachine.@Nullable Snapshot beginning) {
    batches = state;
    if (beginning != null) {
      // An entry that no log has: so a server without the beginning can never do without it.
      snapshots.write(LoggedBatches.first(beginning), 1, 0);
    }
    Snapshots.Found found = snapshots.find().orElse(null);
    long index = found == null ? 0 : found.index();
    long term = found == null ? 0 : found.term();
    if (found != null) {
      restore(found);
    }
    log = EntryLog.open(disk, config.directory(), files, clock, metrics, index, term);
    MemberLog known = new MemberLog(index, appliedMembers());
    log.findMembers(index, known);
    members = known;
    applied = index;
    raft =
        new Raft(
            config.serverId(),
            known,
            config.members(),
            timing,
            random,
            log,
            Ballot.read(disk, config.directory()),
            ballot -> ballot.write(disk, config.directory()),
            this,
            index,
            clock.monotonicMs());
  }

  private void restore(Snapshots.Found found) {
    LoggedBatches state = batches();
    found
        .file()
        .read(
            disk,
            (InputStream in) -> {
              state.restore(in);
              return found;
            });
    snapshotWriter.restored();
    configured(appliedMembers());
    LOG.info("Restored the ensemble's snapshot {}", found.file().path());
  }

  /** Begins to speak to the others, and to look at the clock. */
  void start() {
    loop.execute(
        () -> {
          listener.configured(configuration);
          reach(members().newest().all());
          tick();
        });
  }

  private MemberLog members() {
    return opened(members);
  }

  /** Who belongs to the ensemble by what is applied; a change may be under way. */
  private Members appliedMembers() {
    Members logged = batches().members();
    return logged == null ? config.members() : logged;
  }

  private void configured(Members now) {
    if (!now.isJoint()) {
      configuration = new Configuration(now.number(), now.servers());
    }
  }

  private LoggedBatches batches() {
    return opened(batches);
  }

  private EntryLog log() {
    return opened(log);
  }

  private Raft raft() {
    return opened(raft);
  }

  private static <T> T opened(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the log is not open");
    }
    return part;
  }

  Standing standing() {
    return standing;
  }

  private void tick() {
    guarded(
        () -> {
          raft().tick(clock.monotonicMs());
          Set<Integer> heard = raft().followers(clock.monotonicMs());
          if (!heard.equals(followers)) {
            followers = heard;
          }
          turn();
          loop.schedule(timing.tickMs(), this::tick);
        });
  }

  /** Does something that must not fail; if it does, this server ends. */
  private void guarded(Runnable action) {
    if (stopped) {
      return;
    }
    try {
      action.run();
    } catch (RuntimeException | Error failure) {
      stopped = true;
      LOG.error("This server cannot go on in the ensemble", failure);
      listener.failed(failure);
    }
  }

  /** Has the turn ended when all that is at hand has been taken. */
  private void turnSoon() {
    if (!turning) {
      turning = true;
      loop.execute(() -> guarded(this::turn));
    }
  }

  private void turn() {
    turning = false;
    raft().endTurn(clock.monotonicMs());
    apply();
    changeMembers();
    look();
  }

  private void changeMembers() {
    Configuration next = wanted;
    if (next == null) {
      return;
    }
    if (appliedMembers().number() >= next.number() && !appliedMembers().isJoint()) {
      wanted = null;
    } else if (raft().isReady() && members().newest().number() < next.number()) {
      raft().change(next.number(), next.members(), clock.monotonicMs());
      if (members().newest().number() == next.number()) {
        turnSoon();
      }
    }
  }

  // From and to other servers.

  /**
   * Takes what another server has sent.
   *
   * @param frame the caller's again afterwards
   * @throws IllegalArgumentException if it is no message
   */
  void received(int from, ByteBuffer frame) {
    Message message = MessageCodec.decode(frame);
    guarded(() -> take(from, message));
  }

  private void take(int from, Message message) {
    switch (message) {
      case Message.Propose it -> propose(it.batch().array());
      case Message.ReadIndex it -> raft().read(from, it.id());
      case Message.ReadIndexReply it -> {
        if (!raft().isShown(from, it.id(), it.index())) {
          readers.answered(it.id(), it.index(), applied);
        }
      }
      case Message.Tell it -> listener.told(it.message());
      case Message.Prepare it -> raft().prepare(from, it.id(), it.next(), clock.monotonicMs());
      case Message.Prepared it -> questions.answered(it.id(), it.readiness());
      default -> raft().receive(from, message, clock.monotonicMs());
    }
    turnSoon();
  }

  /**
   * Whether a server may speak that this one does not know: who finds no leader may have been away
   * while others joined, one of whom leads now.
   */
  boolean welcomes() {
    return !stopped && raft().leader() == 0;
  }

  /** There is a new connection to {@code other}. */
  void connected(int other) {
    guarded(
        () -> {
          raft().connected(other);
          turnSoon();
        });
  }

  /** {@code other} has closed its connection to this server. */
  void lost(int other) {
    guarded(
        () -> {
          raft().lost(other, clock.monotonicMs());
          look();
        });
  }

  @Override
  public void send(int to, Message message) {
    peers.send(to, MessageCodec.encode(message));
  }

  @Override
  public void flush() {
    peers.flush();
  }

  @Override
  public boolean reaches(int server) {
    return peers.reaches(server);
  }

  // Proposals and questions.

  @Override
  public boolean hasLeader() {
    return standing.leaderId() != 0;
  }

  @Override
  public CompletionStage<Void> carry(ByteBuffer batch) {
    int leader = standing.leaderId();
    if (stopped || leader == 0) {
      return CompletableFuture.failedFuture(new IOException("there is no leader now"));
    }
    if (leader == config.serverId()) {
      if (!propose(bytes(batch))) {
        return CompletableFuture.failedFuture(new IOException("this server leads no more"));
      }
      turnSoon();
    } else if (peers.reaches(leader)) {
      send(leader, new Message.Propose(batch));
      peers.flush();
    } else {
      return CompletableFuture.failedFuture(new IOException("the leader is not reached"));
    }
    return CompletableFuture.completedFuture(null);
  }

  /** What no server of this version could apply is not logged: its own waits for a newer leader. */
  private boolean propose(byte[] batch) {
    boolean taken = CommandBatch.isKnown(batch) && raft().propose(batch);
    if (taken) {
      metrics.proposalBytes().add(batch.length);
    }
    return taken;
  }

  private static byte[] bytes(ByteBuffer batch) {
    if (batch.hasArray() && batch.arrayOffset() == 0 && batch.remaining() == batch.array().length) {
      return batch.array();
    }
    byte[] copy = new byte[batch.remaining()];
    batch.duplicate().get(copy);
    return copy;
  }

  void catchUp(Runnable caughtUp, Consumer<Throwable> failed) {
    long id = readers.add(caughtUp, failed);
    int leader = raft().leader();
    if (leader == config.serverId()) {
      raft().read(leader, id);
      turnSoon();
    } else if (leader == 0 || !peers.reaches(leader)) {
      readers.answered(id, -1, applied);
    } else {
      send(leader, new Message.ReadIndex(id));
      peers.flush();
    }
  }

  @Override
  public void readable(int asker, long id, long index) {
    if (asker == config.serverId()) {
      readers.answered(id, index, applied);
    } else {
      send(asker, new Message.ReadIndexReply(id, index));
    }
  }

  /** Asks the leader to bring those up to date who would join. */
  void prepare(List<EnsembleMember> next, Consumer<Readiness> answer) {
    long id = questions.add(answer);
    int leader = raft().leader();
    if (stopped) {
      questions.answered(id, Readiness.UNKNOWN);
    } else if (leader == config.serverId()) {
      raft().prepare(leader, id, next, clock.monotonicMs());
    } else if (leader == 0 || !peers.reaches(leader)) {
      questions.answered(id, Readiness.UNKNOWN);
    } else {
      send(leader, new Message.Prepare(id, next));
      peers.flush();
    }
  }

  @Override
  public void prepared(int asker, long id, Readiness readiness) {
    if (asker == config.serverId()) {
      questions.answered(id, readiness);
    } else {
      send(asker, new Message.Prepared(id, readiness));
    }
  }

  /** The log says that these are to be the members. */
  void change(Configuration next) {
    if (next.number() > appliedMembers().number()) {
      wanted = next;
      turnSoon();
    }
  }

  /** Whether a change is asked for or under way, as far as is known here. */
  boolean isChanging() {
    return wanted != null || members().newest().number() != configuration.number();
  }

  Set<Integer> followers() {
    return followers;
  }

  Configuration configuration() {
    return configuration;
  }

  /** Those of the configuration file too: a server that was away may not know yet who joined. */
  @Override
  public void reach(Collection<EnsembleMember> servers) {
    Map<Integer, EnsembleMember> all = new TreeMap<>();
    config.servers().forEach(server -> all.put(server.id(), server));
    servers.forEach(server -> all.put(server.id(), server));
    peers.reach(all.values());
  }

  void tellLeader(ByteBuffer message) {
    int leader = standing.leaderId();
    if (leader == config.serverId()) {
      listener.told(message);
    } else if (leader != 0 && peers.reaches(leader)) {
      send(leader, new Message.Tell(message));
      peers.flush();
    }
  }

  /** Lets another lead, if this server does; whether one could be asked. */
  boolean handOver() {
    boolean asked = !stopped && raft().handOver(clock.monotonicMs());
    peers.flush();
    return asked;
  }

  /** Whether this server still leads, and another has been asked to. */
  boolean isHandingOver() {
    return !stopped && raft().isHandingOver();
  }

  // The state.

  private void apply() {
    long committed = raft().commitIndex();
    long untilMs = clock.monotonicMs() + APPLY_MS;
    while (applied < committed) {
      long index = applied + 1;
      Entry entry = log().entry(index);
      switch (entry.kind()) {
        case BATCH -> batches().apply(entry.term(), ByteBuffer.wrap(entry.payload()));
        case MEMBERS -> applyMembers(index, Members.decode(entry.payload()));
        case EMPTY -> {}
      }
      applied = index;
      if (clock.monotonicMs() > untilMs) {
        turnSoon();
        break;
      }
    }
    readers.applied(applied);
    snapshotWriter.applied(config.snapshotEvery());
  }

  private void applyMembers(long index, Members now) {
    batches().members(now);
    members().committed(index);
    configured(now);
    if (!now.isJoint()) {
      LOG.info("The members are {} number=0x{}", now, Long.toHexString(now.number()));
      listener.configured(configuration);
    }
  }

  private boolean isMember() {
    return appliedMembers().all().stream().anyMatch(each -> each.id() == config.serverId());
  }

  private void look() {
    Standing now = stands();
    if (!now.equals(standing)) {
      standing = now;
      LOG.info(
          "Stands otherwise role={} leader={} term={}", now.role(), now.leaderId(), now.term());
      listener.stands(now);
    }
  }

  private Standing stands() {
    Raft now = raft();
    int leader = now.leader();
    if (!isMember()) {
      return new Standing(Role.REMOVED, 0, now.term());
    }
    boolean known = leader != 0 && (leader != config.serverId() || now.isReady());
    if (!known) {
      return new Standing(Role.LOOKING, 0, now.term());
    }
    Role role =
        now.isLeading()
            ? Role.LEADING
            : appliedMembers().isVoter(config.serverId()) ? Role.FOLLOWING : Role.OBSERVING;
    return new Standing(role, leader, now.term());
  }

  // Snapshots.

  /** What is applied, as snapshots are made of it. */
  private final class Applied implements SnapshotWriter.Source {
    @Override
    public boolean isStopped() {
      return stopped;
    }

    @Override
    public LoggedBatches state() {
      return batches();
    }

    @Override
    public long appliedIndex() {
      return applied;
    }

    @Override
    public long appliedTerm() {
      return log().termAt(applied);
    }

    @Override
    public void written(long keptFrom) {
      guarded(() -> log().dropUpTo(snapshots.dropOld(keptFrom)));
    }
  }

  SnapshotWriter snapshotWriter() {
    return snapshotWriter;
  }

  /** Commands that the snapshot covers which was restored last, or is being; any thread. */
  long restoredIndex() {
    return batches().restoredIndex();
  }

  /** Makes everything durable that is in the log. */
  void sync() {
    guarded(this::turn);
  }

  @Override
  public SnapshotToSend openSnapshot() {
    return snapshots.open();
  }

  @Override
  public long take(Message.SnapshotPart part) {
    long next = snapshots.take(part);
    if (next >= part.sizeBytes()) {
      restore(opened(snapshots.newest()));
      applied = part.index();
      members().reset(applied, appliedMembers());
      listener.stateReplaced();
      listener.configured(configuration);
    }
    return next;
  }

  @Override
  public void close() {
    stopped = true;
    snapshotWriter.close();
    readers.close(new IllegalStateException("the log is closed"));
    questions.close();
    snapshots.close();
    if (log != null) {
      log.close();
    }
  }
}
