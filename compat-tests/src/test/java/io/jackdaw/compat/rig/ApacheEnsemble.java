package io.jackdaw.compat.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/** Several servers of Apache ZooKeeper 3.9.5, each a process of its own, that are one service. */
public final class ApacheEnsemble implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<ApacheZooKeeper> servers = new ArrayList<>();

  /**
   * Starts so many empty servers and waits until one leads and all serve.
   *
   * @param settings more lines of a server's {@code zoo.cfg}, by its number
   */
  public static ApacheEnsemble fresh(int size, int tickMs, IntFunction<List<String>> settings) {
    List<String> lines = new ArrayList<>(List.of("initLimit=20", "syncLimit=10"));
    for (int id = 1; id <= size; id++) {
      lines.add("server.%d=127.0.0.1:%d:%d".formatted(id, Places.freePort(), Places.freePort()));
    }
    ApacheEnsemble ensemble = new ApacheEnsemble();
    Path folder = Places.freshFolder("apache-ensemble");
    try {
      for (int id = 1; id <= size; id++) {
        List<String> own = new ArrayList<>(lines);
        own.addAll(settings.apply(id));
        ensemble.servers.add(
            ApacheZooKeeper.member(folder.resolve("server-" + id), id, tickMs, own));
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  ensemble.modes().contains("leader")
                      && ensemble.modes().stream().filter("follower"::equals).count() == size - 1);
      return ensemble;
    } catch (RuntimeException | AssertionError failure) {
      ensemble.close();
      throw failure;
    }
  }

  /** What each server calls itself, in the order of their numbers; empty if it does not serve. */
  public List<String> modes() {
    return servers.stream().map(JackdawEnsemble::mode).toList();
  }

  /** Server 1, 2, 3 … */
  public ServerProcess server(int id) {
    return servers.get(id - 1);
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
  }
}
