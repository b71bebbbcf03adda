package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.raft.Message.Append;
import io.jackdaw.consensus.raft.Message.Appended;
import io.jackdaw.consensus.raft.Message.NotAppended;
import io.jackdaw.consensus.raft.Message.SnapshotPart;
import io.jackdaw.consensus.raft.Message.SnapshotWanted;
import io.jackdaw.consensus.raft.Message.TakeOver;
import io.jackdaw.consensus.raft.Message.Vote;
import io.jackdaw.consensus.raft.Message.VoteReply;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raft, as one server runs it: votes, follows, leads. Time, chance, disk and network come from
 * outside. One thread.
 *
 * <pre>
 *             silence              a majority would            a majority does
 *   FOLLOWING ───────▶ ASKING ───────────────────▶ CANDIDATE ───────────────▶ LEADING
 *       ▲                 │                            │                         │
 *       └─────────────────┴──── another leader, or a newer term ─────────────────┘
 * </pre>
 *
 * <p>Whoever calls hands over all that is at hand, and then calls {@link #endTurn}: entries of
 * several messages share one sync, and nothing is acknowledged before it. A term and a vote are
 * durable before they are told to anybody.
 *
 * <p>A server that began empty is a novice: it may have lost what it had acknowledged. Until it has
 * caught up with a leader its vote counts only where all vote alike, so that a majority is always
 * one of servers that remember; except where both logs are empty, as they are in a new ensemble.
 * And it follows only who shows that it leads, by a majority without the novice: it may have
 * promised another never to follow this one again.
 *
 * <p>Source: Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm; trial
 * votes, handing over and reads without an entry from Ongaro's thesis, §9.6, §3.10 and §6.4.
 */
final class Raft {
  private static final Logger LOG = LoggerFactory.getLogger(Raft.class);

  private final int own;
  private final MemberLog members;
  private final Members listed;
  private final Timing timing;
  private final RandomGenerator random;
  private final EntryLog log;
  private final FollowerLog followed;
  private final Ballots ballots;
  private final Outlet out;
  private final Tally votes = new Tally();
  private final LeaderCheck leaderCheck = new LeaderCheck();

  private Ballot ballot;
  private int leader;
  private long commitIndex;
  private long heardMs = Long.MIN_VALUE / 2;
  private long electionAtMs;
  private long tickedMs;
  private Stage stage = Stage.FOLLOWING;
  private @Nullable Leadership leading;
  private @Nullable Appended unacknowledged;
  private boolean caughtUp;

  private enum Stage {
    FOLLOWING,
    ASKING,
    CANDIDATE,
    LEADING
  }

  /** Keeps a ballot, durable on return. */
  interface Ballots {
    void keep(Ballot ballot);
  }

  /**
   * @param listed the members by the configuration file, which may know better than an old log
   * @param committed covered by the snapshot that was restored
   */
  Raft(
      int own,
      MemberLog members,
      Members listed,
      Timing timing,
      RandomGenerator random,
      EntryLog log,
      Ballot ballot,
      Ballots ballots,
      Outlet out,
      long committed,
      long nowMs) {
    this.own = own;
    this.members = members;
    this.listed = listed;
    this.timing = timing;
    this.random = random;
    this.log = log;
    this.followed = new FollowerLog(log, members, out);
    this.ballot = ballot;
    this.ballots = ballots;
    this.out = out;
    this.commitIndex = committed;
    this.tickedMs = nowMs;
    this.electionAtMs = nowMs + random.nextInt(timing.firstMinMs(), timing.firstMaxMs() + 1);
  }

  long term() {
    return ballot.term();
  }

  /** Number of the leader of this term; 0 while it is not known. */
  int leader() {
    return leader;
  }

  boolean isLeading() {
    return leading != null;
  }

  /** Whether this server leads and knows all that is committed. */
  boolean isReady() {
    return leading != null && commitIndex >= leading.firstIndex();
  }

  /** Whom a leader has heard lately. */
  Set<Integer> followers(long nowMs) {
    return leading == null ? Set.of() : leading.heard(nowMs);
  }

  boolean isNovice() {
    return ballot.novice();
  }

  long commitIndex() {
    return commitIndex;
  }

  private boolean isVoter() {
    return members.newest().isVoter(own);
  }

  // What comes from outside.

  /** Time has passed. */
  void tick(long nowMs) {
    if (nowMs - tickedMs > timing.stallMs()) {
      electionAtMs = Math.max(electionAtMs, nowMs + timing.heartbeatMs());
      if (leading != null) {
        leading.stalled(nowMs);
      }
    }
    tickedMs = nowMs;
    if (leading != null) {
      if (!leading.tick(nowMs, commitIndex)) {
        LOG.warn("No majority answers: this server leads no more term={}", term());
        follow(term(), 0, nowMs);
      }
    } else if (nowMs >= electionAtMs) {
      if (members.mayStand(own, commitIndex)) {
        ask(nowMs);
      } else {
        leader = 0;
        electionAtMs = nowMs + timing.electionMaxMs();
      }
    }
  }

  /** There is a new connection to {@code other}. */
  void connected(int other) {
    if (leading != null) {
      leading.connected(other);
    }
  }

  /** {@code other} closed its connection: if it led, it is probably gone. */
  void lost(int other, long nowMs) {
    votes.lost(other);
    if (other == leader && leading == null) {
      leader = 0;
      heardMs = Long.MIN_VALUE / 2;
      electionAtMs =
          Math.min(
              electionAtMs, nowMs + random.nextInt(timing.lossMinMs(), timing.lossMaxMs() + 1));
    }
  }

  void receive(int from, Message message, long nowMs) {
    switch (message) {
      case Vote vote -> vote(from, vote, nowMs);
      case VoteReply reply -> counted(from, reply, nowMs);
      case Append append -> {
        if (mayFollow(from, append.term())) {
          append(from, append, nowMs);
        }
      }
      case Appended reply -> {
        if (leads(reply.term(), nowMs)) {
          leadership().appended(from, reply, nowMs);
          advance(nowMs);
        }
      }
      case NotAppended reply -> {
        if (leads(reply.term(), nowMs)) {
          leadership().notAppended(from, reply, nowMs);
        }
      }
      case SnapshotPart part -> {
        if (mayFollow(from, part.term())) {
          part(from, part, nowMs);
        }
      }
      case SnapshotWanted wanted -> {
        if (leads(wanted.term(), nowMs)) {
          leadership().snapshotWanted(from, wanted, nowMs);
          advance(nowMs);
        }
      }
      case TakeOver order -> {
        if (order.term() == term() && isVoter() && leading == null) {
          LOG.info("The leader hands over to this server term={}", term());
          run(true, nowMs);
        }
      }
      case Message.Propose _,
          Message.ReadIndex _,
          Message.ReadIndexReply _,
          Message.Prepare _,
          Message.Prepared _,
          Message.Tell _ ->
          throw new IllegalArgumentException("none of Raft's messages: " + message);
    }
  }

  /**
   * Logs {@code payload} if this server leads.
   *
   * @return whether it does
   */
  boolean propose(byte[] payload) {
    if (leading == null || leading.isHandingOver()) {
      return false;
    }
    log.append(new Entry(term(), Entry.Kind.BATCH, payload));
    return true;
  }

  /** Whether the members are known to all who decide, and no change of them is under way. */
  boolean isSettled() {
    return !members.newest().isJoint() && members.newestIndex() <= commitIndex;
  }

  /** Brings those up to date who would join; {@link Outlet#prepared} tells when they are. */
  void prepare(int asker, long id, List<EnsembleMember> next, long nowMs) {
    if (!isReady() || leading == null) {
      out.prepared(asker, id, Readiness.UNKNOWN);
    } else if (!isSettled()) {
      out.prepared(asker, id, Readiness.CHANGING);
    } else {
      leading.prepare(asker, id, next, nowMs);
    }
  }

  /**
   * Begins to make {@code next} the members, if this server leads and no change is under way.
   *
   * @param number larger than that of any change before
   */
  void change(long number, List<EnsembleMember> next, long nowMs) {
    if (isReady() && isSettled() && leading != null && !leading.isHandingOver()) {
      logMembers(members.newest().changingTo(number, next), nowMs);
    }
  }

  private void logMembers(Members next, long nowMs) {
    log.append(new Entry(term(), Entry.Kind.MEMBERS, next.encode()));
    members.add(log.lastIndex(), next);
    LOG.info("Changes the members to {} index={}", next, log.lastIndex());
    leadership().membersChanged(nowMs);
  }

  /** The first half of a change is decided, and calls for the second. */
  private void finishChange(long nowMs) {
    if (isReady() && members.newest().isJoint() && members.newestIndex() <= commitIndex) {
      logMembers(members.newest().changed(), nowMs);
    }
  }

  /** Who leads and has no vote any more lets another lead. */
  private void goIfRemoved(long nowMs) {
    if (leading == null || isVoter() || !isReady() || !isSettled()) {
      return;
    }
    if (!leading.isHandingOver()) {
      leading.handOver(nowMs);
    }
    if (leading.isHandedOver()) {
      LOG.info("This server has no vote any more, and another leads term={}", term());
      follow(term(), 0, nowMs);
    }
  }

  /** Asks for an index at which all is applied that is committed now, anywhere. */
  void read(int asker, long id) {
    if (leading == null) {
      out.readable(asker, id, -1);
    } else {
      leading.read(asker, id, commitIndex);
    }
  }

  /** Lets another server lead; whether one could be asked. */
  boolean handOver(long nowMs) {
    return leading != null && leading.handOver(nowMs);
  }

  /** Whether this server still leads, and another has been asked to. */
  boolean isHandingOver() {
    return leading != null && leading.isHandingOver();
  }

  /** Nothing more is at hand: sends, makes durable, acknowledges. */
  void endTurn(long nowMs) {
    if (leading != null) {
      leading.beginRound();
      leading.replicate(nowMs, commitIndex);
      out.flush();
    }
    log.sync();
    if (leading != null) {
      long before = commitIndex;
      advance(nowMs);
      if (commitIndex > before) {
        leading.replicate(nowMs, commitIndex);
      }
      goIfRemoved(nowMs);
    }
    acknowledge();
    out.flush();
  }

  private void acknowledge() {
    Appended reply = unacknowledged;
    if (reply != null) {
      unacknowledged = null;
      if (reply.term() == term() && leader != 0) {
        out.send(leader, reply);
      }
      if (caughtUp && ballot.novice()) {
        keep(new Ballot(ballot.term(), ballot.votedFor(), false));
        LOG.info("This server has caught up and votes from now on");
      }
    }
  }

  private void advance(long nowMs) {
    if (leading != null) {
      commitIndex = leading.committed(commitIndex);
      finishChange(nowMs);
      if (ballot.novice() && isReady()) {
        keep(new Ballot(ballot.term(), ballot.votedFor(), false));
      }
    }
  }

  // Elections.

  /** Asks whether an election could be won, and disturbs nobody by it. */
  private void ask(long nowMs) {
    leader = 0;
    stage = Stage.ASKING;
    countOwn();
    waitForElection(nowMs);
    LOG.debug("Would lead term={}", term() + 1);
    if (!won(nowMs)) {
      sendVote(new Vote(term() + 1, log.lastIndex(), log.lastTerm(), true, false));
    }
  }

  /** Stands for election. */
  private void run(boolean handedOver, long nowMs) {
    leader = 0;
    stage = Stage.CANDIDATE;
    keep(new Ballot(term() + 1, own, ballot.novice()));
    countOwn();
    waitForElection(nowMs);
    LOG.info("Stands for election term={} lastIndex={}", term(), log.lastIndex());
    if (!won(nowMs)) {
      sendVote(new Vote(term(), log.lastIndex(), log.lastTerm(), false, handedOver));
    }
  }

  private void countOwn() {
    votes.clear();
    votes.grant(own, !remembers());
  }

  /** Whether nothing can have been forgotten here, or nothing has ever been anywhere. */
  private boolean remembers() {
    return !ballot.novice() || log.lastTerm() == 0;
  }

  private void sendVote(Vote vote) {
    for (int voter : members.newest().voters()) {
      if (voter != own && out.reaches(voter)) {
        out.send(voter, vote);
      }
    }
  }

  private void waitForElection(long nowMs) {
    electionAtMs = nowMs + random.nextInt(timing.electionMinMs(), timing.electionMaxMs() + 1);
  }

  private void keep(Ballot next) {
    ballots.keep(next);
    ballot = next;
  }

  private void vote(int from, Vote vote, long nowMs) {
    boolean settled = !vote.handedOver() && hearsLeader(nowMs);
    if (vote.trial()) {
      boolean grants = !settled && vote.term() > term() && wouldVote(from, vote);
      out.send(from, new VoteReply(grants ? vote.term() : term(), true, grants, forNovice(vote)));
      return;
    }
    if (vote.term() > term() && !settled) {
      follow(vote.term(), 0, nowMs);
    }
    boolean free = ballot.votedFor() == 0 || ballot.votedFor() == from;
    boolean grants = vote.term() == term() && leader == 0 && free && wouldVote(from, vote);
    if (grants) {
      if (ballot.votedFor() == 0) {
        keep(new Ballot(term(), from, ballot.novice()));
      }
      waitForElection(nowMs);
    }
    out.send(from, new VoteReply(term(), false, grants, forNovice(vote)));
  }

  /** Whether there is a leader here or near: who stands for election now is only out of touch. */
  private boolean hearsLeader(long nowMs) {
    return leading != null || (leader != 0 && nowMs - heardMs < timing.electionMinMs());
  }

  /** Who is asked votes: that it has a vote may be an entry which has not come here yet. */
  private boolean wouldVote(int from, Vote vote) {
    if (ballot.novice() && !members.newest().isVoter(from) && !listed.isVoter(from)) {
      return false; // Who was removed long ago would have the only other vote, perhaps.
    }
    return vote.lastTerm() > log.lastTerm()
        || (vote.lastTerm() == log.lastTerm() && vote.lastIndex() >= log.lastIndex());
  }

  /** Whether a vote of this server counts only where all vote alike. */
  private boolean forNovice(Vote vote) {
    return !remembers() || (ballot.novice() && vote.lastTerm() > 0);
  }

  private void counted(int from, VoteReply reply, long nowMs) {
    if (!reply.granted()) {
      if (reply.term() > term()) {
        follow(reply.term(), 0, nowMs);
      }
      return;
    }
    boolean expected =
        reply.trial()
            ? stage == Stage.ASKING && reply.term() == term() + 1
            : stage == Stage.CANDIDATE && reply.term() == term();
    if (expected && members.newest().isVoter(from)) {
      votes.grant(from, reply.byNovice());
      won(nowMs);
    }
  }

  private boolean won(long nowMs) {
    if (!votes.isWon(members.newest())) {
      return false;
    }
    if (stage == Stage.ASKING) {
      run(false, nowMs);
    } else {
      lead(nowMs);
    }
    return true;
  }

  private void lead(long nowMs) {
    LOG.info("Leads term={} with the votes of {}", term(), votes);
    unacknowledged = null;
    leader = own;
    stage = Stage.LEADING;
    leading = new Leadership(own, term(), members, timing, log, out, nowMs);
    out.reach(members.newest().all());
  }

  private void follow(long term, int newLeader, long nowMs) {
    if (leading != null) {
      leading.end();
      leading = null;
    }
    stage = Stage.FOLLOWING;
    votes.clear();
    if (term > term()) {
      keep(new Ballot(term, 0, ballot.novice()));
      unacknowledged = null;
    }
    leader = newLeader;
    waitForElection(nowMs);
  }

  // Leading.

  private Leadership leadership() {
    if (leading == null) {
      throw new IllegalStateException("does not lead in term " + term());
    }
    return leading;
  }

  /** Whether a reply of {@code term} is for this server's present leadership. */
  private boolean leads(long term, long nowMs) {
    if (term > term()) {
      follow(term, 0, nowMs);
    }
    return leading != null && term == term();
  }

  // Following.

  /**
   * Whether a leader of {@code term} may be followed, unless the term is too old. A novice may have
   * promised to follow none as old as that, and have forgotten it: it follows whom it has voted
   * for, and who can show that it leads now. Until then it says nothing, and counts for nothing.
   */
  private boolean mayFollow(int from, long term) {
    if (!ballot.novice()
        || term < term()
        || leaderCheck.isPassed(from, term)
        || (ballot.term() == term && ballot.votedFor() == from)) {
      return true;
    }
    out.send(from, leaderCheck.question(from, term));
    return false;
  }

  /** As {@link LeaderCheck#isAnswered}. */
  boolean isShown(int from, long id, long index) {
    return leaderCheck.isAnswered(from, id, index);
  }

  /** Whether {@code from} leads in {@code term}: it is followed then. */
  private boolean hears(int from, long term, long nowMs) {
    if (term < term()) {
      return false;
    }
    if (leading != null && term == term()) {
      throw new IllegalStateException("server " + from + " leads in our term " + term);
    }
    if (term > term() || leader != from || stage != Stage.FOLLOWING) {
      follow(term, from, nowMs);
      if (ballot.novice() && ballot.votedFor() == 0) {
        keep(new Ballot(term, from, true)); // It may have voted before, and has forgotten for whom.
      }
    }
    heardMs = nowMs;
    waitForElection(nowMs);
    return true;
  }

  private void append(int from, Append append, long nowMs) {
    if (!hears(from, append.term(), nowMs)) {
      out.send(from, new NotAppended(term(), append.previousIndex(), 0, append.round()));
      return;
    }
    if (!followed.agrees(append, commitIndex)) {
      long hint = followed.hint(append, commitIndex);
      out.send(from, new NotAppended(term(), append.previousIndex(), hint, append.round()));
      return;
    }
    long index = followed.take(append, commitIndex);
    commitIndex = Math.max(commitIndex, Math.min(append.commitIndex(), index));
    long earlier = unacknowledged == null ? 0 : unacknowledged.index();
    unacknowledged = new Appended(term(), Math.max(earlier, index), append.round());
    // A leader that has committed in its own term knows all that is committed.
    caughtUp = append.commitIndex() <= commitIndex && log.termAt(commitIndex) == append.term();
  }

  private void part(int from, SnapshotPart part, long nowMs) {
    if (!hears(from, part.term(), nowMs)) {
      out.send(from, new NotAppended(term(), 0, 0, 0));
      return;
    }
    boolean known =
        part.index() <= commitIndex
            || (part.index() <= log.durableIndex() && log.termAt(part.index()) == part.indexTerm());
    long offset = known ? part.sizeBytes() : out.take(part);
    if (!known && offset >= part.sizeBytes()) {
      log.reset(part.index(), part.indexTerm());
      commitIndex = part.index();
      unacknowledged = null;
      out.reach(members.newest().all());
    }
    out.send(from, new SnapshotWanted(term(), part.index(), offset));
  }
}
