package io.jackdaw.consensus.raft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.raft.Message.Append;
import io.jackdaw.consensus.raft.Message.Appended;
import io.jackdaw.consensus.raft.Message.Vote;
import io.jackdaw.consensus.raft.Message.VoteReply;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.time.FakeClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules that one server must keep for an ensemble of three to lose nothing, one by one. */
class RaftTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final List<EnsembleMember> THREE = List.of(server(1), server(2), server(3));
  private static final long LATER_MS = 100_000;

  private final FakeDisk disk = new FakeDisk(7);

  /** What the server kept and said, in order. */
  private final List<Object> events = new ArrayList<>();

  private List<EnsembleMember> listed = THREE;
  private Set<Integer> reached = Set.of();
  private Ballot ballot = new Ballot(0, 0, false);
  private EntryLog log;
  private MemberLog members;
  private Raft raft;

  private static EnsembleMember server(int id) {
    return new EnsembleMember(id, "host", id, false, "");
  }

  @BeforeEach
  void begin() {
    disk.createDirectories(DIRECTORY);
    disk.forceDirectory(Path.of("/"));
    log = open();
    start();
  }

  private EntryLog open() {
    return EntryLog.open(
        disk,
        DIRECTORY,
        new EntryLog.Settings(true, 1000, 500),
        new FakeClock(),
        new LogMetrics(),
        0,
        0);
  }

  /** Starts server 1 on what it kept. */
  private void start() {
    members = new MemberLog(0, new Members(0, THREE, List.of()));
    log.findMembers(0, members);
    raft =
        new Raft(
            1,
            members,
            new Members(0, listed, List.of()),
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
    public void reach(Collection<EnsembleMember> servers) {
      reached = servers.stream().map(EnsembleMember::id).collect(Collectors.toSet());
    }

    @Override
    public void prepared(int asker, long id, Readiness readiness) {
      events.add(readiness);
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

  // Servers that began empty.

  private void startAsNovice() {
    ballot = new Ballot(0, 0, true);
    start();
  }

  private Message.ReadIndex question() {
    return (Message.ReadIndex) events.getLast();
  }

  @Test
  void aNoviceFollowsOnlyWhoShowsThatItLeadsNow() {
    startAsNovice();
    Append append = new Append(3, 0, 0, 0, 0, List.of(entry(3, "perhaps of yesterday")));
    raft.receive(2, append, 0);
    raft.endTurn(0);
    assertThat(raft.leader()).isZero();
    assertThat(raft.isShown(2, question().id(), -1)).as("it could not").isTrue();
    raft.receive(2, append, 0);
    raft.endTurn(0);
    assertThat(acknowledged()).isEmpty();

    assertThat(raft.isShown(2, question().id(), 7)).isTrue();
    raft.receive(2, append, 0);
    raft.endTurn(0);
    assertThat(acknowledged()).containsExactly(new Appended(3, 1, 0));
    assertThat(ballot).as("it has no vote to give in this term").isEqualTo(new Ballot(3, 2, true));
  }

  @Test
  void whatALeaderHasShownOfOneTermIsNothingForAnother() {
    startAsNovice();
    raft.receive(2, new Append(3, 0, 0, 0, 0, List.of(entry(3, "a"))), 0);
    Message.ReadIndex ofThree = question();
    raft.receive(2, new Append(4, 0, 0, 0, 0, List.of(entry(3, "a"))), 0);
    assertThat(raft.isShown(2, ofThree.id(), 7)).isTrue();
    raft.receive(2, new Append(4, 0, 0, 0, 0, List.of(entry(3, "a"))), 0);
    raft.receive(2, new Append(3, 0, 0, 0, 0, List.of(entry(3, "a"))), 0);
    raft.endTurn(0);
    assertThat(acknowledged()).isEmpty();
    assertThat(raft.isShown(2, 1, 7)).as("a reader's").isFalse();
  }

  @Test
  void aNoviceFollowsWhomItHasVotedFor() {
    startAsNovice();
    raft.receive(2, vote(5), 0);
    raft.receive(2, new Append(5, 0, 0, 0, 0, List.of(entry(5, "a"))), 0);
    raft.endTurn(0);
    assertThat(acknowledged()).containsExactly(new Appended(5, 1, 0));
  }

  @Test
  void aNoviceHasNoVoteForWhoIsNoMemberAsFarAsItKnows() {
    startAsNovice();
    raft.receive(4, vote(5), 0);
    assertThat(events.getLast()).isEqualTo(new VoteReply(5, false, false, false));

    listed = List.of(server(1), server(4));
    startAsNovice();
    raft.receive(4, vote(6), 0);
    assertThat(events.getLast())
        .as("the configuration file knows more than an old log")
        .isEqualTo(new VoteReply(6, false, true, false));
  }

  @Test
  void theVoteOfWhoHasGoneCountsNoMore() {
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(change(1, 1, 4, 5))), 0);
    raft.endTurn(0);
    waitInVain();
    raft.receive(2, new VoteReply(2, true, true, false), LATER_MS);
    raft.lost(2, LATER_MS);
    raft.receive(4, new VoteReply(2, true, true, false), LATER_MS);
    assertThat(events).doesNotContain(new Vote(2, 1, 1, false, false));
    raft.receive(3, new VoteReply(2, true, true, false), LATER_MS);
    assertThat(events).contains(new Vote(2, 1, 1, false, false));
  }

  // Changes of the members.

  /** Servers {@code from} have all that is in the log. */
  private void acknowledge(int... from) {
    for (int id : from) {
      raft.receive(id, new Appended(raft.term(), log.lastIndex(), 0), LATER_MS);
    }
    raft.endTurn(LATER_MS);
  }

  /** Leads, and has everything committed. */
  private void leadThree() {
    lead();
    acknowledge(2, 3);
    assertThat(raft.isReady()).isTrue();
  }

  @Test
  void whileTheMembersChangeBothMajoritiesDecide() {
    leadThree();
    raft.change(7, List.of(server(1), server(4), server(5)), LATER_MS);
    raft.endTurn(LATER_MS);
    long change = log.lastIndex();
    assertThat(members.newest().isJoint()).isTrue();
    assertThat(reached).containsExactlyInAnyOrder(2, 3, 4, 5);

    acknowledge(2, 3);
    assertThat(raft.commitIndex()).as("those before alone").isLessThan(change);
    acknowledge(4);
    assertThat(raft.commitIndex()).as("and a majority of those to come").isEqualTo(change);
    assertThat(log.lastIndex()).as("the second half").isEqualTo(change + 1);
    assertThat(members.newest().isJoint()).isFalse();

    acknowledge(4);
    assertThat(raft.commitIndex()).as("those to come decide alone now").isEqualTo(change + 1);
    assertThat(raft.isSettled()).isTrue();
    assertThat(reached).as("who goes is told for a while").containsExactlyInAnyOrder(2, 3, 4, 5);
  }

  @Test
  void anElectionDuringAChangeNeedsBothMajorities() {
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(change(1, 1, 4, 5))), 0);
    raft.endTurn(0);
    waitInVain();
    for (int id : new int[] {2, 3}) {
      raft.receive(id, new VoteReply(raft.term() + 1, true, true, false), LATER_MS);
    }
    assertThat(events).as("only those before").doesNotContain(new Vote(2, 1, 1, false, false));
    raft.receive(4, new VoteReply(raft.term() + 1, true, true, false), LATER_MS);
    assertThat(events).contains(new Vote(2, 1, 1, false, false));
  }

  private static Entry change(long term, int... ids) {
    List<EnsembleMember> next = new ArrayList<>();
    for (int id : ids) {
      next.add(server(id));
    }
    Members joint = new Members(0, THREE, List.of()).changingTo(9, next);
    return new Entry(term, Entry.Kind.MEMBERS, joint.encode());
  }

  @Test
  void aChangeCountsFromWhenItIsLoggedAndUntilItIsCutOff() {
    raft.receive(2, new Append(1, 0, 0, 0, 0, List.of(entry(1, "a"), change(1, 1, 4))), 0);
    raft.endTurn(0);
    assertThat(members.newest().isJoint()).isTrue();
    log.close();
    log = open();
    start();
    assertThat(members.newest().isJoint()).as("after a restart").isTrue();

    raft.receive(3, new Append(2, 1, 1, 0, 0, List.of(entry(2, "b"))), 0);
    assertThat(members.newest().number()).as("never committed").isZero();
    assertThat(reached).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void oneChangeIsFinishedBeforeTheNextBegins() {
    leadThree();
    raft.change(7, List.of(server(1), server(2)), LATER_MS);
    long change = log.lastIndex();
    raft.change(8, List.of(server(1)), LATER_MS);
    assertThat(log.lastIndex()).isEqualTo(change);
    raft.prepare(1, 1, List.of(server(1)), LATER_MS);
    assertThat(events.getLast()).isEqualTo(Readiness.CHANGING);
  }

  @Test
  void aLeaderThatIsRemovedAsksAnotherToLeadWhenTheChangeIsDone() {
    leadThree();
    raft.change(7, List.of(server(2), server(3)), LATER_MS);
    raft.endTurn(LATER_MS);
    acknowledge(2, 3);
    assertThat(raft.isLeading()).as("until the second half is decided, too").isTrue();
    acknowledge(2);
    assertThat(raft.isLeading()).as("its own disk does not count").isTrue();
    acknowledge(3);
    assertThat(raft.isLeading()).isFalse();
    assertThat(events).contains(new Message.TakeOver(raft.term()));
  }

  @Test
  void aServerVotesForWhomItsOwnLogDoesNotKnowYet() {
    raft.receive(4, vote(5), 0);
    assertThat(events.getLast()).isEqualTo(new VoteReply(5, false, true, false));
  }

  @Test
  void whoJoinsIsBroughtUpToDateFirst() {
    leadThree();
    raft.prepare(2, 11, List.of(server(1), server(2), server(4), server(5)), LATER_MS);
    assertThat(reached).contains(4, 5);
    assertThat(events).doesNotContain(Readiness.READY, Readiness.NO_QUORUM);
    acknowledge(2, 4, 5);
    assertThat(events).contains(Readiness.READY);
  }

  @Test
  void whoDoesNotComeIsNotWaitedForForEver() {
    leadThree();
    raft.prepare(2, 11, List.of(server(1), server(4), server(5)), LATER_MS);
    for (long nowMs = LATER_MS; nowMs < LATER_MS + 3000; nowMs += 50) {
      raft.receive(2, new Appended(raft.term(), log.lastIndex(), 0), nowMs);
      raft.tick(nowMs);
      raft.endTurn(nowMs);
    }
    assertThat(events).contains(Readiness.NO_QUORUM);
  }
}
