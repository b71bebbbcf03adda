package io.jackdaw.zookeeper;

import io.jackdaw.consensus.Ensemble;
import io.jackdaw.zookeeper.ensemble.ServerList;
import java.util.TreeMap;

/**
 * The changes of the servers that the log has decided, until the ensemble has made them: only then
 * who asked is answered. Apply thread.
 */
final class MemberChanges {
  private final Ensemble ensemble;
  private final TreeMap<Long, Runnable> waiting = new TreeMap<>();
  private long decided;
  private long made;

  MemberChanges(Ensemble ensemble) {
    this.ensemble = ensemble;
  }

  /**
   * The log says that these are to be the servers.
   *
   * @param reply run when they are, or others in their place
   */
  void decided(ServerList next, Runnable reply) {
    decided = next.version();
    waiting.put(next.version(), reply);
    ensemble.change(new Ensemble.Configuration(next.version(), next.members()));
  }

  /** The ensemble has made all changes up to this one. */
  void made(long version) {
    made = Math.max(made, version);
    var done = waiting.headMap(version, true);
    done.values().forEach(Runnable::run);
    done.clear();
  }

  /** Whether a change that was decided is not made yet. */
  boolean areUnderWay() {
    return decided > made;
  }
}
