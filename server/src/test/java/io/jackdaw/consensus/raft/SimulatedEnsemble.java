package io.jackdaw.consensus.raft;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jackdaw.consensus.Ensemble.Configuration;
import io.jackdaw.consensus.Ensemble.Standing;
import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.CrashedException;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.time.Clock;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whole servers of an ensemble, but for clocks, threads, sockets and disks, which are this class's:
 * all that happens comes from one seed. It checks at every entry that all servers apply the same,
 * and at every change of standing that a term has one leader.
 */
final class SimulatedEnsemble {
  private static final Path DIRECTORY = Path.of("/ensemble");
  private static final String MEMBERS = "members";

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

  /** Who belongs to it as far as anybody knows: what an operator would write into a file. */
  private Configuration newest;

  /**
   * @param spare servers that do not belong to it at the beginning
   */
  SimulatedEnsemble(long seed, int members, int observers, int spare) {
    int size = members + spare;
    random = new SplittableRandom(seed);
    servers = new Server[size];
    links = new Link[size][size];
    List<EnsembleMember> lines = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      lines.add(new EnsembleMember(i + 1, "sim", i + 1, i >= members - observers, ""));
    }
    newest = new Configuration(0, lines);
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
    return propose(index, "c" + proposed.size());
  }

  /** Asks {@code index} for others; a voter at least. */
  void proposeMembers(int index, List<EnsembleMember> members) {
    String text =
        members.stream()
            .map(server -> server.id() + (server.observer() ? "o" : "v"))
            .collect(Collectors.joining(","));
    propose(index, MEMBERS + proposed.size() + ":" + text);
  }

  private TestProposal propose(int index, String text) {
    TestProposal proposal = TestProposal.of(text);
    proposed.add(proposal);
    Server server = servers[index];
    if (server.outbox == null) {
      proposal.refused(new ProposalRefusedException(Reason.CLOSED, "down"));
    } else {
      server.outbox.offer(proposal);
    }
    return proposal;
  }

  /**
   * Whether all that {@code index} knows is known to others: every member runs, remembers, and
   * knows of no other members, and one other at least has a vote.
   */
  boolean survivesWithout(int index) {
    if (newest.members().stream().allMatch(each -> each.observer() || each.id() == index + 1)) {
      return false;
    }
    for (EnsembleMember member : newest.members()) {
      Server server = servers[member.id() - 1];
      if (server.replica == null
          || server.novice()
          || server.replica.isChanging()
          || server.replica.configuration().number() != newest.number()) {
        return false;
      }
    }
    return true;
  }

  List<EnsembleMember> members() {
    return newest.members();
  }

  boolean isMember(int index) {
    return newest.members().stream().anyMatch(member -> member.id() == index + 1);
  }

  /** The members, and {@code index} as an observer if it is none: as who joins has it. */
  private List<EnsembleMember> fileOf(int index) {
    List<EnsembleMember> file = new ArrayList<>(newest.members());
    if (!isMember(index)) {
      file.add(new EnsembleMember(index + 1, "sim", index + 1, true, ""));
    }
    return file;
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
          && sender.reached.contains(to + 1)
          && receiver.admits(from + 1)
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
    Checked machine = new Checked(this);
    long asleepUntil;
    long downUntil;

    /** What its wall clock is wrong by. */
    long skewMs;

    private Set<Integer> reached = Set.of();
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
      machine = new Checked(this);
      if (!disk.exists(DIRECTORY)) {
        disk.createDirectories(DIRECTORY);
        disk.forceDirectory(Path.of("/"));
      }
      RaftConfig config =
          new RaftConfig(
              index + 1, fileOf(index), DIRECTORY, 100, 200, 15 + random.nextInt(30), 2, true);
      Replica made =
          new Replica(
              config,
              new EntryLog.Settings(true, 2000, 1024),
              disk,
              new Skewed(),
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
              new Skewed().wallMs(),
              loop,
              made);
      batches = new LoggedBatches(machine, index + 1, outbox);
      made.open(batches, null);
      replica = made;
      made.start();
    }

    private boolean admits(int other) {
      if (!reached.contains(other) && replica != null && replica.welcomes()) {
        Set<Integer> more = new HashSet<>(reached);
        more.add(other);
        reached = more;
      }
      return reached.contains(other);
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

    /** It finds out that its disk is gone. */
    void fail() {
      failed = true;
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
      reached = Set.of();
      downUntil = clock.monotonicMs() + ms;
      for (int other = 0; other < servers.length; other++) {
        links[index][other].cut();
        links[other][index].cut();
      }
    }

    private final class Skewed implements Clock {
      @Override
      public long wallMs() {
        return clock.wallMs() + skewMs;
      }

      @Override
      public long monotonicNs() {
        return clock.monotonicNs();
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
      public void reach(Collection<EnsembleMember> others) {
        reached = others.stream().map(EnsembleMember::id).collect(Collectors.toSet());
        for (int other = 0; other < servers.length; other++) {
          if (!reached.contains(other + 1)) {
            links[index][other].cut();
            links[other][index].cut();
          }
        }
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
      public void configured(Configuration configuration) {
        if (configuration.number() > newest.number()) {
          newest = configuration;
        }
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
    private final Server server;

    Checked(Server server) {
      this.server = server;
    }

    List<String> commands() {
      return inner.commands();
    }

    @Override
    public void apply(long index, long term, ByteBuffer command, @Nullable Proposal proposal) {
      inner.apply(index, term, command, proposal);
      String applied = inner.commands().getLast();
      String text = new String(HexFormat.of().parseHex(applied), UTF_8);
      Replica replica = server.replica;
      if (text.startsWith(MEMBERS) && replica != null) {
        replica.change(new Configuration(index, parse(text.substring(text.indexOf(':') + 1))));
      }
      if (index == canonical.size() + 1) {
        canonical.add(applied);
      } else if (!canonical.get((int) index - 1).equals(applied)) {
        throw new AssertionError("another command was applied before at " + index);
      }
    }

    private static List<EnsembleMember> parse(String text) {
      List<EnsembleMember> members = new ArrayList<>();
      for (String one : text.split(",")) {
        int id = Integer.parseInt(one.substring(0, one.length() - 1));
        members.add(new EnsembleMember(id, "sim", id, one.endsWith("o"), ""));
      }
      return members;
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
