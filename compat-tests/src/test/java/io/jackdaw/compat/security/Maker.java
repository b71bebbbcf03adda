package io.jackdaw.compat.security;

import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.ServerProcess;

/** Whose coordination service it is. */
enum Maker {
  APACHE,
  JACKDAW;

  private static final int TICK_MS = 500;

  /**
   * Starts an empty one.
   *
   * @param settings lines of its {@code zoo.cfg}
   */
  ServerProcess start(String... settings) {
    return this == APACHE
        ? ApacheZooKeeper.fresh(TICK_MS, settings)
        : JackdawCoordination.fresh(TICK_MS, settings);
  }
}
