package io.jackdaw.kafka.partition;

import io.jackdaw.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.protocol.Errors;

/**
 * The fetch sessions of this broker, at most as many as there are slots. Source: KIP-227.
 *
 * <p>When all slots are taken, a session that was not used for two minutes makes room; else the
 * smallest one that is older than two minutes, if the new one is at least as large; else the new
 * client goes without. Any thread.
 */
public final class FetchSessions {
  private static final int NO_SESSION = 0;
  private static final long EVICTION_MS = 120_000;

  private final int slots;
  private final Clock clock;
  private final Map<Integer, FetchSession> sessions = new ConcurrentHashMap<>();

  /**
   * @param slots {@code max.incremental.fetch.session.cache.slots}
   */
  public FetchSessions(int slots, Clock clock) {
    this.slots = slots;
    this.clock = clock;
  }

  /**
   * Begins a fetch.
   *
   * @param listed the partitions in the request: all, or those that changed
   * @param byTopicId whether the request's version knows topics by id
   */
  public FetchTurn begin(
      int sessionId,
      int epoch,
      boolean byTopicId,
      List<FetchTarget> listed,
      List<FetchTarget.Key> forgotten) {
    if (epoch == FetchTurn.OPEN || epoch == FetchTurn.CLOSE) {
      sessions.remove(sessionId);
      return FetchTurn.alone(listed, epoch == FetchTurn.OPEN, byTopicId);
    }
    FetchSession session = sessions.get(sessionId);
    if (session == null) {
      return FetchTurn.refused(Errors.FETCH_SESSION_ID_NOT_FOUND);
    }
    Errors refusal = session.begin(epoch, byTopicId, listed, forgotten, clock.monotonicMs());
    if (refusal != Errors.NONE) {
      return FetchTurn.refused(refusal);
    }
    List<FetchTarget> targets = session.targets();
    if (targets.isEmpty()) {
      sessions.remove(sessionId);
      // What was named and forgotten at once is read once.
      return FetchTurn.alone(listed, false, byTopicId);
    }
    return new FetchTurn(Errors.NONE, targets, session, epoch, false, byTopicId);
  }

  /** Ends a fetch; the leases of reads that are left out are given back here. */
  public Outcome end(FetchTurn turn, List<PartitionRead> reads) {
    FetchSession session = turn.session();
    if (session == null) {
      return new Outcome(Errors.NONE, turn.opens() ? open(turn, reads) : NO_SESSION, reads);
    }
    List<PartitionRead> news = session.end(turn.requestEpoch(), reads);
    if (news == null) {
      reads.forEach(PartitionRead::release);
      return new Outcome(Errors.INVALID_FETCH_SESSION_EPOCH, session.id(), List.of());
    }
    return new Outcome(Errors.NONE, session.id(), news);
  }

  /** Sessions open now. */
  int size() {
    return sessions.size();
  }

  private synchronized int open(FetchTurn turn, List<PartitionRead> reads) {
    long now = clock.monotonicMs();
    if (sessions.size() >= slots && !makeRoom(reads.size(), now)) {
      return NO_SESSION;
    }
    int id;
    do {
      id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    } while (sessions.containsKey(id));
    sessions.put(id, new FetchSession(id, turn.byTopicId(), now, reads));
    return id;
  }

  private boolean makeRoom(int size, long now) {
    Optional<FetchSession> stale =
        sessions.values().stream()
            .min(Comparator.comparingLong(FetchSession::lastUsedMs))
            .filter(session -> now - session.lastUsedMs() > EVICTION_MS);
    Optional<FetchSession> smaller =
        sessions.values().stream()
            .filter(session -> now - session.createdMs() > EVICTION_MS)
            .min(Comparator.comparingInt(FetchSession::size))
            .filter(session -> session.size() <= size);
    Optional<FetchSession> evicted = stale.or(() -> smaller);
    evicted.ifPresent(session -> sessions.remove(session.id()));
    return evicted.isPresent();
  }

  /**
   * How a fetch ends.
   *
   * @param sessionId 0 for none
   * @param reads what the client is to be told
   */
  public record Outcome(Errors error, int sessionId, List<PartitionRead> reads) {}
}
