package io.jackdaw.compat.rig;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/**
 * Several nodes as {@code jackdaw start} starts them, each with both services: the coordination
 * services are one ensemble, the brokers one cluster. Broker and server of a node have its number.
 */
public final class JackdawNodes implements Server {
  private static final int TICK_MS = 1000;

  private final List<JackdawProcess> nodes = new ArrayList<>();

  /** Starts so many empty nodes and waits until all serve. */
  public static JackdawNodes fresh(int size, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    for (int id = 1; id <= size; id++) {
      all.put(
          "coordination.server." + id,
          "127.0.0.1:%d:%d".formatted(Places.freePort(), Places.freePort()));
    }
    all.put("coordination.tickTime", Integer.toString(TICK_MS));
    all.put("coordination.4lw.commands.whitelist", "*");
    JackdawNodes made = new JackdawNodes();
    Path folder = Places.freshFolder("jackdaw-nodes");
    try {
      for (int id = 1; id <= size; id++) {
        Map<String, String> own = new HashMap<>(all);
        own.put("broker.id", Integer.toString(id));
        made.add(folder.resolve("node-" + id), id, own);
      }
      made.nodes.forEach(JackdawProcess::begin);
      made.awaitService();
      return made;
    } catch (IOException e) {
      made.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | AssertionError failure) {
      made.close();
      throw failure;
    }
  }

  private void add(Path folder, int id, Map<String, String> settings) throws IOException {
    JackdawProcess node = JackdawProcess.notStarted(folder, "node-" + id, settings);
    Path own = Files.createDirectories(node.data().resolve("coordination"));
    Files.writeString(own.resolve("myid"), Integer.toString(id));
    nodes.add(node);
  }

  /** Node 1, 2, 3 … */
  public JackdawProcess node(int id) {
    return nodes.get(id - 1);
  }

  public int size() {
    return nodes.size();
  }

  /** The node whose coordination service leads; 0 when none says so. */
  public int leader() {
    return modes().indexOf("leader") + 1;
  }

  private List<String> modes() {
    return nodes.stream().map(node -> JackdawEnsemble.mode(node.zooKeeperPort())).toList();
  }

  /** Waits until every coordination service and every broker serves. */
  public void awaitService() {
    Awaitility.await().atMost(60, SECONDS).until(() -> leader() > 0 && !modes().contains(""));
    try (Admin admin = new KafkaClients(bootstrapServers()).admin()) {
      Awaitility.await().atMost(60, SECONDS).until(() -> brokers(admin) == size());
    }
  }

  private static int brokers(Admin admin) throws InterruptedException {
    try {
      return admin.describeCluster().nodes().get(10, SECONDS).size();
    } catch (ExecutionException | TimeoutException notNow) {
      return 0;
    }
  }

  @Override
  public String bootstrapServers() {
    return nodes.stream().map(JackdawProcess::bootstrapServers).collect(Collectors.joining(","));
  }

  @Override
  public String connectString() {
    return nodes.stream().map(JackdawProcess::connectString).collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    nodes.forEach(JackdawProcess::close);
  }
}
