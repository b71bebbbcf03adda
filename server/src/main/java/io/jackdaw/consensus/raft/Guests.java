package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.EnsembleMember;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whom a leader speaks to beyond the members: those who would join, so that they have everything
 * when they do, and those who were removed, so that they learn of it. Soft state of one leadership.
 */
final class Guests {
  /** Whoever does not join meanwhile has to be announced again. */
  private static final int STAY_ELECTIONS = 75;

  /** Until who has gone is spoken to no more. */
  private static final int LEAVE_ELECTIONS = 5;

  /** Who asks has a client that waits. */
  private static final int PATIENCE_ELECTIONS = 3;

  private final int own;
  private final Timing timing;
  private final Outlet out;
  private final UpToDate upToDate;
  private final Map<Integer, Guest> guests = new HashMap<>();
  private Map<Integer, EnsembleMember> known = Map.of();
  private @Nullable Question question;

  private record Guest(EnsembleMember server, long untilMs) {}

  /** Who wants to know whether the ensemble could go on with {@code next}. */
  private record Question(int asker, long id, Members next, long index, long askedMs) {}

  /** Tells whether a server has all entries up to an index, and was heard lately. */
  interface UpToDate {
    boolean has(int server, long index, long nowMs);
  }

  Guests(int own, Timing timing, Outlet out, UpToDate upToDate) {
    this.own = own;
    this.timing = timing;
    this.out = out;
    this.upToDate = upToDate;
  }

  Map<Integer, EnsembleMember> all() {
    Map<Integer, EnsembleMember> all = new TreeMap<>();
    guests.forEach((id, guest) -> all.put(id, guest.server));
    return all;
  }

  /** Speaks to those of {@code next} who are no members yet; {@link #look} has to follow. */
  void invite(int asker, long id, Members next, Members now, long index, long nowMs) {
    if (question != null) {
      out.prepared(asker, id, Readiness.CHANGING);
      return;
    }
    for (EnsembleMember server : next.servers()) {
      if (server.id() != own && !now.contains(server.id())) {
        long untilMs = nowMs + (long) STAY_ELECTIONS * timing.electionMaxMs();
        guests.put(server.id(), new Guest(server, untilMs));
      }
    }
    question = new Question(asker, id, next, index, nowMs);
  }

  /** Answers the question if it can be answered, or has waited long enough. */
  void look(long nowMs) {
    Question asked = question;
    if (asked == null) {
      return;
    }
    long waitedMs = nowMs - asked.askedMs;
    boolean awaited =
        asked.next.voters().stream()
            .anyMatch(id -> !has(id, asked, nowMs) && isWorthWaiting(id, waitedMs));
    if (!awaited || waitedMs > (long) PATIENCE_ELECTIONS * timing.electionMaxMs()) {
      question = null;
      boolean enough = asked.next.agreed(id -> has(id, asked, nowMs) ? 1 : 0) == 1;
      out.prepared(asked.asker, asked.id, enough ? Readiness.READY : Readiness.NO_QUORUM);
    }
  }

  private boolean has(int id, Question asked, long nowMs) {
    return id == own || upToDate.has(id, asked.index, nowMs);
  }

  private boolean isWorthWaiting(int id, long waitedMs) {
    boolean isNew = guests.containsKey(id) && waitedMs <= timing.electionMaxMs();
    return isNew || out.reaches(id);
  }

  /**
   * @return whether somebody is a guest no more
   */
  boolean tick(long nowMs) {
    look(nowMs);
    return guests.values().removeIf(guest -> nowMs > guest.untilMs);
  }

  /** Who joined is no guest any more, and who goes is one until it has heard of it. */
  void membersChanged(Members now, Set<Integer> spokenTo, long nowMs) {
    guests.keySet().removeAll(now.others(own));
    for (EnsembleMember server : known.values()) {
      if (!now.others(own).contains(server.id()) && spokenTo.contains(server.id())) {
        long untilMs = nowMs + (long) LEAVE_ELECTIONS * timing.electionMaxMs();
        guests.put(server.id(), new Guest(server, untilMs));
      }
    }
    Map<Integer, EnsembleMember> members = new HashMap<>();
    now.all().forEach(server -> members.put(server.id(), server));
    members.remove(own);
    known = members;
  }

  /** Leads no more. */
  void end() {
    Question asked = question;
    if (asked != null) {
      question = null;
      out.prepared(asked.asker, asked.id, Readiness.UNKNOWN);
    }
  }
}
