package io.jackdaw.consensus.raft;

import java.util.Set;
import java.util.TreeSet;

/**
 * Who belongs to the ensemble.
 *
 * @param voters elect, lead and decide what is committed
 * @param observers follow
 */
record Members(Set<Integer> voters, Set<Integer> observers) {
  Members {
    voters = Set.copyOf(voters);
    observers = Set.copyOf(observers);
  }

  int majority() {
    return voters.size() / 2 + 1;
  }

  Set<Integer> others(int own) {
    Set<Integer> others = new TreeSet<>(voters);
    others.addAll(observers);
    others.remove(own);
    return others;
  }
}
