package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.OurTool;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ZnodeDump;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

/** One server's data moves into an ensemble and back, by the commands that operating.md tells. */
class EnsembleMovesTest {
  private static final int TICK_MS = 1000;
  private static final int SERVERS = 3;
  private static final Pattern ZXID = Pattern.compile("zxid 0x([0-9a-f]+)");

  @Test
  void dataAndSessionsMoveIntoAnEnsembleAndBack() throws Exception {
    Path folder = Places.freshFolder("moves");
    long id;
    byte[] password;
    List<String> znodes;
    try (JackdawCoordination one = JackdawCoordination.on(folder, TICK_MS);
        ZooKeeperSession session = ZooKeeperSession.open(one.address())) {
      fill(session.client(), "/one");
      session.client().create("/mine", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
      znodes = dump(session.client());
      id = session.client().getSessionId();
      password = session.client().getSessionPasswd();
      one.terminate();
    }
    Path exported = export(folder.resolve("data"), folder.resolve("exported"));

    Map<Integer, Path> folders = new HashMap<>();
    try (JackdawEnsemble ensemble =
        JackdawEnsemble.on(
            SERVERS,
            TICK_MS,
            (server, data) -> {
              folders.put(server, data);
              copy(exported, data);
            })) {
      try (ZooKeeperSession resumed =
          ZooKeeperSession.resume(ensemble.connectString(), id, password)) {
        assertThat(dump(resumed.client())).isEqualTo(znodes);
        ensemble.changeLeader();
        fill(resumed.client(), "/three");
        znodes = dump(resumed.client());
        for (int server = 1; server <= SERVERS; server++) {
          ensemble.server(server).terminate();
        }
      }
    }

    Path newest = folder;
    long newestZxid = 0;
    for (int server = 1; server <= SERVERS; server++) {
      Path target = folder.resolve("back-" + server).resolve("data");
      Outcome outcome = run(folders.get(server), target);
      long zxid = zxid(outcome);
      if (zxid > newestZxid) {
        newestZxid = zxid;
        newest = target.getParent();
      }
    }
    try (JackdawCoordination one = JackdawCoordination.on(newest, TICK_MS);
        ZooKeeperSession resumed = ZooKeeperSession.resume(one.address(), id, password)) {
      assertThat(dump(resumed.client())).isEqualTo(znodes);
      fill(resumed.client(), "/again");
    }
  }

  private static void fill(ZooKeeper client, String path) throws Exception {
    client.create(path, "value".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    for (int i = 0; i < 20; i++) {
      client.create(path + "/n-", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL);
      client.setData(path, ("value " + i).getBytes(UTF_8), i);
    }
  }

  /** All but what says who the servers are. */
  private static List<String> dump(ZooKeeper client) throws Exception {
    return ZnodeDump.of(client).stream()
        .filter(line -> !line.startsWith("/zookeeper/config"))
        .toList();
  }

  private static Path export(Path data, Path target) throws IOException {
    run(data, target);
    return target;
  }

  private static Outcome run(Path data, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    return new OurTool("jackdaw")
        .run("zookeeper", "export", target.toString(), "--data", data.toString())
        .succeeded();
  }

  private static long zxid(Outcome outcome) {
    Matcher found = ZXID.matcher(outcome.out());
    assertThat(found.find()).as(outcome.out()).isTrue();
    return Long.parseLong(found.group(1), 16);
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
