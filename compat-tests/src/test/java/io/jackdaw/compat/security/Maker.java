package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Whose coordination service it is. */
enum Maker {
  APACHE,
  JACKDAW;

  private static final int TICK_MS = 500;

  /**
   * What the steps tell on our server, after making sure that Apache's tells the same.
   *
   * @param settings lines of both servers' {@code zoo.cfg}
   */
  static List<String> sameOnBoth(
      BiConsumer<ServerProcess, List<String>> steps, String... settings) {
    List<List<String>> both = new ArrayList<>();
    for (Maker maker : Maker.values()) {
      List<String> said = new ArrayList<>();
      try (ServerProcess running = maker.start(settings)) {
        steps.accept(running, said);
      }
      both.add(said);
    }
    assertThat(both.get(1)).as("as Apache ZooKeeper 3.9.5 says").isEqualTo(both.get(0));
    return both.get(1);
  }

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
