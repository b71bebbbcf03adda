package io.jackdaw.consensus.raft;

import java.util.HashSet;
import java.util.Set;

/**
 * The votes of one election. A novice may have forgotten whom it had voted for: its vote counts
 * only if there is no other vote missing. Raft's thread.
 */
final class Tally {
  private final Set<Integer> granted = new HashSet<>();
  private final Set<Integer> grantedByNovices = new HashSet<>();

  void clear() {
    granted.clear();
    grantedByNovices.clear();
  }

  void grant(int server, boolean byNovice) {
    (byNovice ? grantedByNovices : granted).add(server);
  }

  /** Who is gone may have forgotten its vote when it comes back, and give it to another. */
  void lost(int server) {
    granted.remove(server);
    grantedByNovices.remove(server);
  }

  boolean isWon(Members members) {
    return members.isMajority(granted)
        || members.voters().stream()
            .allMatch(id -> granted.contains(id) || grantedByNovices.contains(id));
  }

  @Override
  public String toString() {
    return granted.toString();
  }
}
