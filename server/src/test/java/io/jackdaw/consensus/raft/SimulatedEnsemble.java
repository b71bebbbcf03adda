package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Standing;
import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.CrashedException;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whole servers of an ensemble, but for clocks, threads, sockets and disks, which are this class's:
 * all that happens comes from one seed. It checks at every entry that all servers apply the same,
 * and at every change of standing that a term has one leader.
 */
final class SimulatedEnsemble {
  private static final Path DIRECTORY = Path.of("/ensemble");

  final SplittableRandom random;
  final FakeClock clock = new FakeClock();

  /** Between a crash and the next start. */
  int longestDownMs = 600;

  final Server[] servers;

  /** What has been applied anywhere, in its order. */
  final List<String> canonical = new ArrayList<>();

  final List<TestProposal> proposed = new ArrayList<>();
  private final Map<Long, Integer> leaders = new HashMap<>();
  private final Link[][] links;
  private final List<RaftConfig.Server> lines = new ArrayList<>();

  SimulatedEnsemble(long seed, int size, int observers) {
    random = new SplittableRandom(seed);
    servers = new Server[size];
    links = new Link[size][size];
    for (int i = 0; i < size; i++) {
      lines.add(new RaftConfig.Server(i + 1, "sim", i + 1, i >= size - observers));
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        links[i][j] = new Link(i, j);
      }
      servers[i] = new Server(i);
    }
    for (Server server : servers) {
      server.boot();
    }
  }

  /** Lets a little time pass, and everything happen that is due. */
  void step() {
    clock.advance(1 + random.nextInt(4));
    for (Link[] row : links) {
      for (Link link : row) {
        link.pass();
      }
    }
    for (Server server : servers) {
      server.run();
    }
  }

  TestProposal propose(int index) {
    TestProposal proposal = TestProposal.of("c" + proposed.size());
    proposed.add(proposal);
    Server server = servers[index];
    if (server.outbox == null) {
      proposal.refused(new ProposalRefusedException(Reason.CLOSED, "down"));
    } else {
      server.outbox.offer(proposal);
    }
    return proposal;
  }

  boolean anyNovice() {
    for (Server server : servers) {
      if (server.replica == null || server.novice()) {
        return true;
      }
    }
    return false;
  }

  Link link(int from, int to) {
    return links[from][to];
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (Server server : servers) {
      out.append("\nserver %d: ".formatted(server.index + 1));
      if (server.replica == null) {
        out.append("down");
      } else {
        out.append(server.replica.standing())
            .append(" applied ")
            .append(server.machine.commands().size())
            .append(server.novice() ? " novice" : "");
      }
    }
    return out.toString();
  }

  /** All frames from one server to another, in order. */
  final class Link {
    private final int from;
    private final int to;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private boolean up;
    private boolean blocked;
    private long lastAt;
    private long frozenUntil;

    private record Frame(ByteBuffer bytes, long at) {}

    Link(int from, int to) {
      this.from = from;
      this.to = to;
    }

    void block(boolean now) {
      blocked = now;
      if (now) {
        cut();
      }
    }

    void freeze(long ms) {
      frozenUntil = clock.monotonicMs() + ms;
    }

    void cut() {
      frames.clear();
      if (up) {
        up = false;
        Server other = servers[to];
        if (other.replica != null) {
          other.replica.lost(from + 1);
        }
      }
    }

    private void send(ByteBuffer frame) {
      if (up) {
        byte[] copy = new byte[frame.remaining()];
        frame.duplicate().get(copy);
        lastAt = Math.max(lastAt, clock.monotonicMs() + random.nextInt(6));
        frames.add(new Frame(ByteBuffer.wrap(copy), lastAt));
      }
    }

    private void pass() {
      if (from == to) {
        return;
      }
      Server sender = servers[from];
      Server receiver = servers[to];
      if (!up
          && !blocked
          && sender.replica != null
          && receiver.replica != null
          && random.nextInt(4) == 0) {
        up = true;
        sender.replica.connected(to + 1);
      }
      long now = clock.monotonicMs();
      while (up
          && now >= frozenUntil
          && now >= receiver.asleepUntil
          && !frames.isEmpty()
          && frames.element().at <= now
          && receiver.replica != null) {
        receiver.replica.received(from + 1, frames.remove().bytes);
      }
    }
  }

  /** One server, its disk, and its life. */
  final class Server {
    final int index;
    FakeDisk disk = new FakeDisk(random);
    FakeEventLoop loop = new FakeEventLoop(clock);
    @Nullable Replica replica;
    @Nullable Outbox outbox;
    Checked machine = new Checked();
    long asleepUntil;
    long downUntil;
    private boolean failed;
    private @Nullable LoggedBatches batches;

    Server(int index) {
      this.index = index;
    }

    void boot() {
      failed = false;
      try {
        begin();
      } catch (CrashedException crashed) {
        failed = true;
      }
    }

    private void begin() {
      loop = new FakeEventLoop(clock);
      machine = new Checked();
      if (!disk.exists(DIRECTORY)) {
        disk.createDirectories(DIRECTORY);
        disk.forceDirectory(Path.of("/"));
      }
      RaftConfig config =
          new RaftConfig(index + 1, lines, DIRECTORY, 100, 200, 15 + random.nextInt(30), 2, true);
      Replica made =
          new Replica(
              config,
              new EntryLog.Settings(true, 2000, 1024),
              disk,
              clock,
              loop,
              new Sockets(),
              random,
              new LogMetrics(),
              task -> loop.schedule(random.nextInt(30), task),
              new Told());
      outbox =
          new Outbox(
              new Outbox.Limits(2, 100, 100_000, 1 << 20, 20, 300),
              index + 1,
              clock.wallMs(),
              loop,
              made);
      batches = new LoggedBatches(machine, index + 1, outbox);
      made.open(batches, null);
      replica = made;
      made.start();
    }

    boolean novice() {
      return disk.hasCrashed() || Ballot.read(disk, DIRECTORY).novice();
    }

    void run() {
      if (failed) {
        if (!disk.hasCrashed()) {
          throw new AssertionError("server " + (index + 1) + " failed for no reason");
        }
        failed = false;
        goDown(random.nextInt(longestDownMs));
        disk = disk.reboot();
      }
      long now = clock.monotonicMs();
      if (replica == null) {
        if (now >= downUntil) {
          boot();
        }
      } else if (now >= asleepUntil) {
        loop.runReady();
      }
    }

    /** Only the process dies. */
    void kill() {
      goDown(random.nextInt(longestDownMs));
      disk.restartProcess();
    }

    /** Everything that it had is lost. */
    void wipe() {
      goDown(random.nextInt(300));
      disk = new FakeDisk(random);
    }

    private void goDown(long ms) {
      if (outbox != null) {
        outbox.close(new ProposalRefusedException(Reason.CLOSED, "down"));
      }
      outbox = null;
      replica = null;
      downUntil = clock.monotonicMs() + ms;
      for (int other = 0; other < servers.length; other++) {
        links[index][other].cut();
        links[other][index].cut();
      }
    }

    private final class Sockets implements Peers {
      @Override
      public void send(int to, ByteBuffer frame) {
        links[index][to - 1].send(frame);
      }

      @Override
      public void flush() {
        // Frames are on their way at once.
      }

      @Override
      public boolean reaches(int server) {
        return links[index][server - 1].up;
      }
    }

    private final class Told implements Replica.Listener {
      @Override
      public void stands(Standing standing) {
        if (standing.isLeading()) {
          Integer other = leaders.putIfAbsent(standing.term(), index);
          if (other != null && other != index) {
            throw new AssertionError("two leaders in term " + standing.term());
          }
        }
        if (outbox != null && standing.leaderId() != 0) {
          outbox.resendSoon();
        }
      }

      @Override
      public void told(ByteBuffer message) {
        // Nobody listens.
      }

      @Override
      public void stateReplaced() {
        // The machine has seen it.
      }

      @Override
      public void failed(Throwable failure) {
        failed = true;
        if (!disk.hasCrashed()) {
          throw new AssertionError("server " + (index + 1) + " failed", failure);
        }
      }
    }
  }

  /** A state machine that compares what it applies with what others applied. */
  final class Checked implements StateMachine {
    private final ListMachine inner = new ListMachine();

    List<String> commands() {
      return inner.commands();
    }

    @Override
    public void apply(long index, long term, ByteBuffer command, @Nullable Proposal proposal) {
      inner.apply(index, term, command, proposal);
      String applied = inner.commands().getLast();
      if (index == canonical.size() + 1) {
        canonical.add(applied);
      } else if (!canonical.get((int) index - 1).equals(applied)) {
        throw new AssertionError("another command was applied before at " + index);
      }
    }

    @Override
    public Snapshot snapshot() {
      return inner.snapshot();
    }

    @Override
    public void restore(InputStream in) throws IOException {
      inner.restore(in);
      List<String> restored = inner.commands();
      if (restored.size() > canonical.size()
          || !canonical.subList(0, restored.size()).equals(restored)) {
        throw new AssertionError("a snapshot of what was never applied");
      }
    }
  }
}
