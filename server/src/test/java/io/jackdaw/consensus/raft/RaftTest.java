package io.jackdaw.consensus.raft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.raft.Message.Append;
import io.jackdaw.consensus.raft.Message.Appended;
import io.jackdaw.consensus.raft.Message.Vote;
import io.jackdaw.consensus.raft.Message.VoteReply;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.time.FakeClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules that one server must keep for an ensemble of three to lose nothing, one by one. */
class RaftTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final Members MEMBERS = new Members(Set.of(1, 2, 3), Set.of());
  private static final long LATER_MS = 100_000;

  private final FakeDisk disk = new FakeDisk(7);

  /** What the server kept and said, in order. */
  private final List<Object> events = new ArrayList<>();

  private Ballot ballot = new Ballot(0, 0, false);
  private EntryLog log;
  private Raft raft;

  @BeforeEach
  void begin() {
    disk.createDirectories(DIRECTORY);
    disk.forceDirectory(Path.of("/"));
    log =
        EntryLog.open(
            disk,
            DIRECTORY,
            new EntryLog.Settings(true, 1000, 500),
            new FakeClock(),
            new LogMetrics(),
            0,
            0);
    start();
  }

  /** Starts server 1 on what it kept. */
  private void start() {
    raft =
        new Raft(
            1,
            MEMBERS,
            new Timing(400, 800),
            new Random(3),
            log,
            ballot,
            this::keep,
            new Said(),
            0,
            0);
  }

  private void keep(Ballot kept) {
    ballot = kept;
    events.add(kept);
  }

  private final class Said implements Outlet {
    @Override
    public void send(int to, Message message) {
      if (message instanceof Appended reply) {
        assertThat(log.durableIndex())
            .as("durable when told")
            .isGreaterThanOrEqualTo(reply.index());
      }
      events.add(message);
    }

    @Override
    public void flush() {}

    @Override
    public boolean reaches(int server) {
      return true;
    }

    @Override
    public SnapshotToSend openSnapshot() {
      throw new AssertionError("no snapshot is needed");
    }

    @Override
    public long take(Message.SnapshotPart part) {
      throw new AssertionError("no snapshot is sent");
    }

    @Override
    public void readable(int asker, long id, long index) {}
  }

  private static Entry entry(long term, String text) {
    return new Entry(term, Entry.Kind.BATCH, text.getBytes(UTF_8));
  }

  private static Vote vote(long term) {
    return new Vote(term, 0, 0, false, false);
  }

  private List<Appended> acknowledged() {
    return events.stream().filter(Appended.class::isInstance).map(Appended.class::cast).toList();
  }

  /** Time passes until server 1 asks whether it would be elected. */
  private void waitInVain() {
    Vote asked = new Vote(raft.term() + 1, log.lastIndex(), log.lastTerm(), true, false);
    for (long nowMs = LATER_MS - 5_000; nowMs < LATER_MS && !events.contains(asked); nowMs += 20) {
      raft.tick(nowMs);
    }
    assertThat(events).contains(asked);
  }

  /** Lets server 1 be elected with the vote of server 2. */
  private void lead() {
    waitInVain();
    raft.receive(2, new VoteReply(raft.term() + 1, true, true, false), LATER_MS);
    raft.receive(2, new VoteReply(raft.term(), false, true, false), LATER_MS);
    raft.endTurn(LATER_MS);
    assertThat(raft.isLeading()).isTrue();
  }

  @Test
  void aVoteIsKeptBeforeItIsTold() {
    raft.receive(2, vote(5), 0);
    assertThat(events.subList(events.size() - 2, events.size()))
        .containsExactly(new Ballot(5, 2, false), new VoteReply(5, false, true, false));
  }

  @Test
  void aServerVotesOnceInATermWhateverHappensInBetween() {
    raft.receive(2, vote(5), 0);
    raft.receive(3, vote(5), 0);
    assertThat(events.getLast()).isEqualTo(new VoteReply(5, false, false, false));

    start();
    raft.receive(3, vote(5), 0);
    assertThat(events.getLast())
        .as("after a restart")
        .isEqualTo(new VoteReply(5, false, false, false));
    raft.receive(2, vote(5), 0);
    assertThat(events.getLast())
        .as("the same again")
        .isEqualTo(new VoteReply(5, false, true, false));
  }

  @Test
  void aServerThatStandsForElectionHasKeptItsOwnVoteBefore() {
    waitInVain();
    raft.receive(2, new VoteReply(1, true, true, false), LATER_MS);
    int told = events.indexOf(vote(1));
    assertThat(told).isPositive();
    assertThat(events.subList(0, told)).contains(new Ballot(1, 1, false));
  }

  @Test
  void nobodyGetsAVoteWhoseLogIsOlder() {
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(entry(1, "a"), entry(1, "b"))), 0);
    raft.endTurn(0);
    raft.receive(3, new Vote(9, 1, 1, false, false), LATER_MS);
    assertThat(events.getLast()).as("shorter").isEqualTo(new VoteReply(9, false, false, false));
    raft.receive(3, new Vote(10, 2, 1, false, false), LATER_MS);
    assertThat(events.getLast()).as("as long").isEqualTo(new VoteReply(10, false, true, false));
  }

  @Test
  void entriesAreAcknowledgedTogetherAfterOneSync() {
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(entry(1, "a"))), 0);
    raft.receive(2, new Append(1, 1, 1, 0, 0, List.of(entry(1, "b"))), 0);
    assertThat(acknowledged()).isEmpty();
    raft.endTurn(0);
    assertThat(acknowledged()).containsExactly(new Appended(1, 2, 0));
  }

  @Test
  void whatAnEarlierLeaderLeftIsCommittedOnlyByAnEntryOfTheNewOne() {
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(entry(1, "left"))), 0);
    raft.endTurn(0);
    lead();
    long term = raft.term();

    raft.receive(3, new Appended(term, 1, 0), LATER_MS);
    raft.endTurn(LATER_MS);
    assertThat(raft.commitIndex()).as("a majority has it, and it can still be replaced").isZero();

    raft.receive(3, new Appended(term, 2, 0), LATER_MS);
    raft.endTurn(LATER_MS);
    assertThat(raft.commitIndex()).isEqualTo(2);
  }

  @Test
  void anEntryThatOnlyTheLeaderHasIsNotCommitted() {
    lead();
    raft.receive(2, new Appended(raft.term(), 1, 0), LATER_MS);
    assertThat(raft.propose("x".getBytes(UTF_8))).isTrue();
    raft.endTurn(LATER_MS);
    assertThat(raft.commitIndex()).isEqualTo(1);
  }

  @Test
  void anotherLeadersEntriesTakeThePlaceOfWhatWasNeverCommitted() {
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(entry(1, "a"), entry(1, "lost"))), 0);
    raft.endTurn(0);
    raft.receive(3, new Append(2, 1, 1, 0, 0, List.of(entry(2, "b"))), 0);
    raft.endTurn(0);
    assertThat(acknowledged().getLast()).isEqualTo(new Appended(2, 2, 0));
    assertThat(log.entry(2).payload()).isEqualTo("b".getBytes(UTF_8));
    assertThat(log.lastIndex()).isEqualTo(2);
  }

  @Test
  void aLeaderOfAnOlderTermIsNotFollowed() {
    raft.receive(3, new Append(2, 0, 0, 0, 0, List.of(entry(2, "new"))), 0);
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(entry(1, "old"))), 0);
    raft.endTurn(0);
    assertThat(log.entry(1).payload()).isEqualTo("new".getBytes(UTF_8));
    assertThat(raft.leader()).isEqualTo(3);
  }
}
