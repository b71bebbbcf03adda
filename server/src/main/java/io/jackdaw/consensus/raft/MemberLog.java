package io.jackdaw.consensus.raft;

import java.util.Map;
import java.util.TreeMap;

/**
 * The members as this server's log and snapshots tell: the newest entry counts from when it is
 * logged, committed or not, and until it is cut off (§6 of the paper). One thread.
 */
final class MemberLog {
  private final TreeMap<Long, Members> byIndex = new TreeMap<>();

  /**
   * @param index that {@code members} are known of
   */
  MemberLog(long index, Members members) {
    byIndex.put(index, members);
  }

  Members newest() {
    return byIndex.lastEntry().getValue();
  }

  /** The index since which {@link #newest} counts. */
  long newestIndex() {
    return byIndex.lastKey();
  }

  /**
   * Whether {@code id} may stand for election. Who has lost its vote may, too, until it knows that
   * this is decided: perhaps only it has what has to be decided (§4.2.2 of the thesis).
   *
   * @param commitIndex known to be committed
   */
  boolean mayStand(int id, long commitIndex) {
    Long counts = byIndex.floorKey(commitIndex);
    return byIndex.tailMap(counts == null ? 0 : counts, true).values().stream()
        .anyMatch(members -> members.isVoter(id));
  }

  void add(long index, Members members) {
    byIndex.put(index, members);
  }

  /**
   * The entry at {@code index} and all after it are cut off.
   *
   * @return whether the newest are others now
   */
  boolean removeFrom(long index) {
    Map<Long, Members> gone = byIndex.tailMap(index, true);
    boolean any = !gone.isEmpty();
    gone.clear();
    return any;
  }

  /** What is older than what counts at {@code index}, which is committed, is needed no more. */
  void committed(long index) {
    Long counts = byIndex.floorKey(index);
    if (counts != null) {
      byIndex.headMap(counts).clear();
    }
  }

  /** A snapshot that ends at {@code index} takes the place of everything. */
  void reset(long index, Members members) {
    byIndex.clear();
    byIndex.put(index, members);
  }
}
