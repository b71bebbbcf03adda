package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.raft.Message.Append;
import io.jackdaw.consensus.raft.Message.SnapshotPart;
import io.jackdaw.consensus.raft.Progress.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a server does in one term in which it leads: replicates its log, finds what is committed,
 * answers readers, and hands over when it goes. One thread.
 */
final class Leadership {
  private static final int MESSAGE_BYTES = 1024 * 1024;
  private static final int PROBE_BYTES = 64 * 1024;
  private static final int PART_BYTES = 512 * 1024;

  /** A part that was not answered for so long is sent again. */
  private static final int PART_PATIENCE_ELECTIONS = 5;

  private final int own;
  private final long term;
  private final MemberLog members;
  private final Timing timing;
  private final EntryLog log;
  private final Outlet out;
  private final Map<Integer, Progress> others = new TreeMap<>();
  private final Guests guests;
  private final List<Reader> readers = new ArrayList<>();
  private final long firstIndex;
  private long round;
  private long beatMs;
  private int successor;
  private long successorUntilMs;
  private boolean successorAsked;

  /** Who waits until a majority has confirmed that this server still leads. */
  private record Reader(int asker, long id, long index, long round) {}

  Leadership(
      int own, long term, MemberLog members, Timing timing, EntryLog log, Outlet out, long nowMs) {
    this.own = own;
    this.term = term;
    this.members = members;
    this.timing = timing;
    this.log = log;
    this.out = out;
    this.guests = new Guests(own, timing, out, this::hasAll);
    guests.membersChanged(members.newest(), Set.of(), nowMs);
    members.newest().others(own).forEach(other -> others.put(other, unknown(other, nowMs)));
    log.append(Entry.empty(term));
    firstIndex = log.lastIndex();
  }

  private Progress unknown(int other, long nowMs) {
    return new Progress(other, log.lastIndex() + 1, nowMs);
  }

  /** The members are others than before: who goes is told so for some time yet. */
  void membersChanged(long nowMs) {
    guests.membersChanged(members.newest(), Set.copyOf(others.keySet()), nowMs);
    speakTo(nowMs);
  }

  private void speakTo(long nowMs) {
    Map<Integer, EnsembleMember> all = new TreeMap<>(guests.all());
    members.newest().all().forEach(server -> all.put(server.id(), server));
    all.remove(own);
    others
        .values()
        .removeIf(
            progress -> {
              boolean gone = !all.containsKey(progress.id);
              if (gone) {
                progress.forgetSnapshot();
              }
              return gone;
            });
    all.keySet().forEach(id -> others.computeIfAbsent(id, other -> unknown(other, nowMs)));
    out.reach(all.values());
  }

  /** Brings those up to date who would join; {@link Outlet#prepared} tells when they are. */
  void prepare(int asker, long id, List<EnsembleMember> next, long nowMs) {
    guests.invite(
        asker, id, new Members(0, next, List.of()), members.newest(), log.lastIndex(), nowMs);
    speakTo(nowMs);
    guests.look(nowMs);
  }

  private boolean hasAll(int server, long index, long nowMs) {
    Progress progress = others.get(server);
    return progress != null
        && progress.match >= index
        && nowMs - progress.heardMs <= timing.electionMaxMs();
  }

  /** The first entry of this term: what is committed is known once it is. */
  long firstIndex() {
    return firstIndex;
  }

  boolean isHandingOver() {
    return successor != 0;
  }

  void connected(int other) {
    Progress progress = others.get(other);
    if (progress != null) {
      progress.reconnected(log.lastIndex());
    }
  }

  /**
   * Shows itself when it is time to.
   *
   * @return false if no majority has been heard for so long that another may lead
   */
  boolean tick(long nowMs, long commitIndex) {
    if (nowMs - beatMs >= timing.heartbeatMs()) {
      beatMs = nowMs;
      others.values().forEach(progress -> beat(progress, nowMs, commitIndex));
    }
    if (successor != 0 && (nowMs > successorUntilMs || !out.reaches(successor))) {
      successor = 0;
    }
    if (guests.tick(nowMs)) {
      speakTo(nowMs);
    }
    return members.newest().agreed(id -> isHeard(id, nowMs) ? 1 : 0) == 1;
  }

  Set<Integer> heard(long nowMs) {
    Set<Integer> heard = new TreeSet<>();
    for (int id : others.keySet()) {
      if (isHeard(id, nowMs)) {
        heard.add(id);
      }
    }
    return heard;
  }

  private boolean isHeard(int id, long nowMs) {
    Progress other = others.get(id);
    return id == own || (other != null && nowMs - other.heardMs <= timing.electionMaxMs());
  }

  /** The thread has been asleep: nobody is taken for silent before he was listened to. */
  void stalled(long nowMs) {
    long atLeast = nowMs - timing.electionMaxMs() + timing.heartbeatMs();
    others.values().forEach(each -> each.heardMs = Math.max(each.heardMs, atLeast));
  }

  private void beat(Progress to, long nowMs, long commitIndex) {
    if (!out.reaches(to.id)) {
      return;
    }
    switch (to.mode) {
      case PROBING -> {
        to.waiting = false;
        replicate(to, nowMs, commitIndex);
      }
      case STREAMING -> append(to, commitIndex, 0);
      case RESTORING -> {
        out.send(to.id, new Append(term, 0, 0, 0, round, List.of()));
        if (nowMs - to.partSentMs > (long) PART_PATIENCE_ELECTIONS * timing.electionMaxMs()) {
          sendPart(to, nowMs);
        }
      }
    }
  }

  /** Sends everything that others lack and can take. */
  void replicate(long nowMs, long commitIndex) {
    others.values().forEach(progress -> replicate(progress, nowMs, commitIndex));
  }

  private void replicate(Progress to, long nowMs, long commitIndex) {
    if (!out.reaches(to.id)) {
      return;
    }
    switch (to.mode) {
      case PROBING -> {
        if (!to.waiting) {
          if (to.next <= log.baseIndex()) {
            beginRestoring(to, nowMs);
          } else {
            to.waiting = true;
            append(to, commitIndex, PROBE_BYTES);
          }
        }
      }
      case STREAMING -> stream(to, commitIndex);
      case RESTORING -> {}
    }
  }

  private void stream(Progress to, long commitIndex) {
    while (to.next <= log.lastIndex() && to.hasRoom()) {
      if (to.next <= log.baseIndex()) {
        to.probe(to.next);
        return;
      }
      append(to, commitIndex, MESSAGE_BYTES);
    }
    if (to.sentCommit < commitIndex || to.sentRound < round) {
      append(to, commitIndex, 0);
    }
  }

  private void append(Progress to, long commitIndex, int maxBytes) {
    long previous = Math.min(to.next - 1, log.lastIndex());
    if (previous < log.baseIndex()) {
      to.probe(to.next);
      return;
    }
    List<Entry> entries = new ArrayList<>();
    int bytes = 0;
    for (long index = previous + 1; index <= log.lastIndex(); index++) {
      if (bytes >= maxBytes) {
        break;
      }
      Entry entry = log.entry(index);
      if (bytes > 0 && bytes + entry.sizeBytes() > maxBytes) {
        break;
      }
      entries.add(entry);
      bytes += entry.sizeBytes();
    }
    out.send(to.id, new Append(term, previous, log.termAt(previous), commitIndex, round, entries));
    if (to.mode == Mode.STREAMING && !entries.isEmpty()) {
      to.sent(previous + entries.size(), bytes);
    }
    to.sentRound = round;
    to.sentCommit = commitIndex;
  }

  private void beginRestoring(Progress to, long nowMs) {
    to.restore(out.openSnapshot());
    sendPart(to, nowMs);
  }

  private void sendPart(Progress to, long nowMs) {
    SnapshotToSend file = to.snapshot;
    if (file != null) {
      to.partSentMs = nowMs;
      out.send(
          to.id,
          new SnapshotPart(
              term,
              file.index(),
              file.term(),
              file.sizeBytes(),
              to.offset,
              file.read(to.offset, PART_BYTES)));
    }
  }

  void appended(int from, Message.Appended reply, long nowMs) {
    Progress progress = others.get(from);
    if (progress == null) {
      return;
    }
    heard(progress, reply.round(), nowMs);
    if (reply.index() > log.lastIndex()) {
      throw new IllegalStateException(
          "server %d says it has entry %d of term %d, the last is %d"
              .formatted(from, reply.index(), term, log.lastIndex()));
    }
    progress.appended(reply.index());
    if (progress.mode == Mode.PROBING) {
      progress.stream();
    }
    guests.look(nowMs);
    handOverIfReady();
  }

  void notAppended(int from, Message.NotAppended reply, long nowMs) {
    Progress progress = others.get(from);
    if (progress == null) {
      return;
    }
    heard(progress, reply.round(), nowMs);
    boolean outdated =
        switch (progress.mode) {
          case RESTORING -> true;
          case STREAMING -> reply.previousIndex() <= progress.match;
          case PROBING -> reply.previousIndex() != progress.next - 1;
        };
    if (!outdated) {
      progress.probe(
          Math.max(progress.match + 1, Math.min(reply.previousIndex(), reply.hint() + 1)));
    }
  }

  void snapshotWanted(int from, Message.SnapshotWanted wanted, long nowMs) {
    Progress progress = others.get(from);
    if (progress == null) {
      return;
    }
    heard(progress, progress.round, nowMs);
    SnapshotToSend file = progress.snapshot;
    if (progress.mode != Mode.RESTORING || file == null || file.index() != wanted.index()) {
      return;
    }
    if (wanted.offset() >= file.sizeBytes()) {
      progress.appended(file.index());
      progress.probe(file.index() + 1);
    } else {
      progress.offset = wanted.offset();
      sendPart(progress, nowMs);
    }
  }

  private void heard(Progress from, long ofRound, long nowMs) {
    from.heardMs = nowMs;
    from.round = Math.max(from.round, ofRound);
    answerReaders();
  }

  /** The highest index that a majority has on its disks and that may be committed (§5.4.2). */
  long committed(long before) {
    long index = members.newest().agreed(this::match);
    return index > before && log.termAt(index) == term ? index : before;
  }

  private long match(int id) {
    Progress other = others.get(id);
    return id == own ? log.durableIndex() : other == null ? 0 : other.match;
  }

  /** Answers when a majority has shown that this server led after the question. */
  void read(int asker, long id, long commitIndex) {
    if (commitIndex < firstIndex) {
      out.readable(asker, id, -1);
      return;
    }
    readers.add(new Reader(asker, id, commitIndex, round + 1));
  }

  /** Begins a round for those who wait for one; their servers are told by {@link #replicate}. */
  void beginRound() {
    if (!readers.isEmpty() && readers.getLast().round > round) {
      round++;
      answerReaders();
    }
  }

  private void answerReaders() {
    if (readers.isEmpty()) {
      return;
    }
    long confirmed = members.newest().agreed(this::confirmedRound);
    readers.removeIf(
        reader -> {
          boolean answered = reader.round <= confirmed;
          if (answered) {
            out.readable(reader.asker, reader.id, reader.index);
          }
          return answered;
        });
  }

  private long confirmedRound(int id) {
    Progress other = others.get(id);
    return id == own ? round : other == null ? 0 : other.round;
  }

  /**
   * Begins to hand over to the server that is furthest.
   *
   * @return whether there is one
   */
  boolean handOver(long nowMs) {
    Progress furthest =
        others.values().stream()
            .filter(each -> members.newest().isVoter(each.id) && out.reaches(each.id))
            .filter(each -> nowMs - each.heardMs <= timing.electionMaxMs())
            .max(Comparator.comparingLong(each -> each.match))
            .orElse(null);
    if (furthest == null) {
      return false;
    }
    successor = furthest.id;
    successorAsked = false;
    successorUntilMs = nowMs + 2L * timing.electionMaxMs();
    handOverIfReady();
    return true;
  }

  private void handOverIfReady() {
    Progress to = others.get(successor);
    if (to != null && !successorAsked && to.match == log.lastIndex()) {
      successorAsked = true;
      out.send(successor, new Message.TakeOver(term));
    }
  }

  /** Whether another server has been asked to lead. */
  boolean isHandedOver() {
    return successor != 0 && successorAsked;
  }

  /** Leads no more: nobody is left waiting. */
  void end() {
    readers.forEach(reader -> out.readable(reader.asker, reader.id, -1));
    readers.clear();
    guests.end();
    others.values().forEach(Progress::forgetSnapshot);
  }
}
