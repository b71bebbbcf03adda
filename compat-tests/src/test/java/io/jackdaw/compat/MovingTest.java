package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.OurTool;
import io.jackdaw.compat.rig.Outcome;
import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ZnodeDump;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories of real Apache servers are taken over by ours, and given back to Apache 3.9.5. */
class MovingTest {
  private static final int TICK_MS = 2000;
  private static final byte[] ALICE = "alice:secret".getBytes(UTF_8);

  @ParameterizedTest
  @CsvSource({
    "zookeeper-3.4, snapCount=100000",
    "zookeeper-3.5, snapCount=20",
    "zookeeper-3.9, snapshot.compression.method=gz snapCount=20 digest.enabled=false"
  })
  void serverIsReplacedBothWaysAndNobodyNotices(String version, String settings) throws Exception {
    move(version, settings, false);
  }

  @ParameterizedTest
  @CsvSource({
    "zookeeper-3.6, snapCount=20",
    "zookeeper-3.7, snapCount=100000",
    "zookeeper-3.8, snapshot.compression.method=snappy snapCount=20"
  })
  @EnabledIfSystemProperty(named = "jackdaw.moving.all", matches = "true")
  void soAreAllVersionsBetween(String version, String settings) throws Exception {
    move(version, settings, true);
  }

  /** Times of each step go to the standard output. */
  @ParameterizedTest
  @ValueSource(strings = {"", "gz", "snappy"})
  @EnabledIfSystemProperty(named = "jackdaw.moving.znodes", matches = "\\d+")
  void largeTreesAreMovedBothWays(String compression) throws Exception {
    int znodes = Integer.getInteger("jackdaw.moving.znodes");
    Path folder = Places.freshFolder("moving-many");
    String[] cfg = {"snapshot.compression.method=" + compression, "snapCount=" + znodes / 2000};
    String[] apaches = {"-Xmx2g", cfg[0], cfg[1]};
    Stopwatch watch = new Stopwatch(znodes + " znodes, compression '" + compression + "'");
    try (ApacheZooKeeper old = ApacheZooKeeper.on(folder, "zookeeper-3.9", TICK_MS, apaches);
        ZooKeeperSession session = ZooKeeperSession.open(old.address())) {
      fillWith(znodes, session.client());
      watch.lap("made on Apache's");
      old.kill();
    }
    watch.lap("killed");
    try (JackdawCoordination ours = JackdawCoordination.on(folder, TICK_MS, cfg);
        ZooKeeperSession session = ZooKeeperSession.open(ours.address())) {
      watch.lap("taken over by ours");
      assertHolds(znodes, session.client());
      ours.terminate();
    }
    try (JackdawCoordination ours = JackdawCoordination.on(folder, TICK_MS, cfg);
        ZooKeeperSession session = ZooKeeperSession.open(ours.address())) {
      session.client().exists("/", false);
      watch.lap("started again");
      ours.terminate();
    }
    watch.lap("stopped");
    Path target = export(folder, false);
    watch.lap("exported");
    try (ApacheZooKeeper apache = ApacheZooKeeper.on(target, "zookeeper-3.9", TICK_MS, "-Xmx2g");
        ZooKeeperSession session = ZooKeeperSession.open(apache.address())) {
      watch.lap("started by Apache's");
      assertHolds(znodes, session.client());
      assertThat(apache.log()).doesNotContain("Digests are not matching");
    }
  }

  /** Prints how long each step took. */
  private static final class Stopwatch {
    private final String what;
    private long lastNs = System.nanoTime();

    Stopwatch(String what) {
      this.what = what;
    }

    void lap(String step) {
      long now = System.nanoTime();
      System.out.printf("%s: %s after %d ms%n", what, step, (now - lastNs) / 1_000_000);
      lastNs = now;
    }
  }

  private static String many(int number) {
    return "/many/" + number / 1000 + "/n" + number;
  }

  private static byte[] dataOf(int number) {
    return ("value " + number + " ").repeat(8).getBytes(UTF_8);
  }

  private static void fillWith(int znodes, ZooKeeper client) throws Exception {
    client.create("/many", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    for (int begun = 0; begun < znodes; begun += 1000) {
      List<Op> some = new ArrayList<>();
      some.add(Op.create("/many/" + begun / 1000, null, Ids.OPEN_ACL_UNSAFE, 0));
      for (int i = begun; i < Math.min(znodes, begun + 1000); i++) {
        some.add(Op.create(many(i), dataOf(i), Ids.OPEN_ACL_UNSAFE, 0));
      }
      client.multi(some);
    }
  }

  private static void assertHolds(int znodes, ZooKeeper client) throws Exception {
    assertThat(client.getAllChildrenNumber("/many")).isEqualTo(znodes + (znodes + 999) / 1000);
    for (int i = 0; i < znodes; i += Math.max(1, znodes / 1000)) {
      assertThat(client.getData(many(i), false, null)).isEqualTo(dataOf(i));
    }
  }

  /**
   * @param settings lines of {@code zoo.cfg}, with spaces between
   */
  private static void move(String version, String settings, boolean logsApart) throws Exception {
    Path folder = Places.freshFolder("moving");
    List<String> lines = new ArrayList<>(List.of(settings.split(" ")));
    lines.add("extendedTypesEnabled=true");
    if (logsApart) {
      lines.add("dataLogDir=" + folder.resolve("logs"));
    }
    String[] cfg = lines.toArray(String[]::new);
    try (ApacheZooKeeper old = ApacheZooKeeper.on(folder, version, TICK_MS, cfg);
        ZooKeeperSession session = ZooKeeperSession.open(old.address())) {
      fill(session.client(), !version.endsWith("3.4"));
      List<String> before = ZnodeDump.of(session.client());
      long id = session.client().getSessionId();
      byte[] password = session.client().getSessionPasswd();
      old.kill();
      Map<String, Long> files = sizes(folder);
      goesOnOnOurs(folder, cfg, id, password, before);
      assertThat(sizes(folder)).containsAllEntriesOf(files);
      goesOnOnOurs(folder, cfg, id, password, before);
      back(folder, logsApart, id, password, before);
    }
  }

  /** The session goes on with its ephemerals, and everything is as it was. */
  private static void goesOnOnOurs(
      Path folder, String[] cfg, long id, byte[] password, List<String> before) throws Exception {
    try (JackdawCoordination ours = JackdawCoordination.on(folder, TICK_MS, cfg);
        ZooKeeperSession resumed = ZooKeeperSession.resume(ours.address(), id, password)) {
      assertThat(resumed.client().getSessionId()).isEqualTo(id);
      resumed.client().addAuthInfo("digest", ALICE);
      assertThat(ZnodeDump.of(resumed.client())).isEqualTo(before);
      // Before the client can say goodbye.
      ours.terminate();
    }
  }

  /** Gives the folder of an Apache server that holds what ours in {@code folder} holds. */
  private static Path export(Path folder, boolean logsApart) throws Exception {
    Path target = Files.createDirectories(folder.resolve("back"));
    List<String> command = new ArrayList<>();
    command.addAll(List.of("zookeeper", "export", target.resolve("data").toString()));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    if (logsApart) {
      command.addAll(List.of("--log-dir", folder.resolve("logs").toString()));
    }
    Outcome outcome = new OurTool("jackdaw").run(command.toArray(String[]::new)).succeeded();
    assertThat(outcome.out()).contains("znodes, zxid 0x");
    return target;
  }

  private static void back(
      Path folder, boolean logsApart, long id, byte[] password, List<String> before)
      throws Exception {
    Path target = export(folder, logsApart);
    try (ApacheZooKeeper apache =
            ApacheZooKeeper.on(target, "zookeeper-3.9", TICK_MS, "extendedTypesEnabled=true");
        ZooKeeperSession resumed = ZooKeeperSession.resume(apache.address(), id, password)) {
      assertThat(resumed.client().getSessionId()).isEqualTo(id);
      resumed.client().addAuthInfo("digest", ALICE);
      assertThat(ZnodeDump.of(resumed.client())).isEqualTo(before);
      resumed.client().create("/after", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      assertThat(apache.log()).doesNotContain("Digests are not matching");
    }
  }

  /** Some of everything, some of it gone again. */
  private static void fill(ZooKeeper client, boolean newKinds) throws Exception {
    client.addAuthInfo("digest", ALICE);
    client.create("/plain", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    client.create("/alice", "hers".getBytes(UTF_8), Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
    client.create("/mine", "e".getBytes(UTF_8), Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    for (int i = 0; i < 50; i++) {
      String made =
          client.create(
              "/plain/nr-",
              ("value " + i).getBytes(UTF_8),
              Ids.OPEN_ACL_UNSAFE,
              CreateMode.PERSISTENT_SEQUENTIAL);
      if (i % 3 == 0) {
        client.setData(made, new byte[i], 0);
      }
      if (i % 5 == 0) {
        client.delete(made, -1);
      }
    }
    client.multi(
        List.of(
            Op.create("/multi", new byte[] {1}, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
            Op.setData("/alice", "still hers".getBytes(UTF_8), 0),
            Op.check("/plain", 0)));
    client.setACL("/multi", Ids.READ_ACL_UNSAFE, 0);
    if (newKinds) {
      client.create(
          "/container", new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER, new Stat());
      client.create(
          "/ttl",
          new byte[0],
          Ids.OPEN_ACL_UNSAFE,
          CreateMode.PERSISTENT_WITH_TTL,
          new Stat(),
          3_600_000);
    }
  }

  /** Apache's own files and their sizes. */
  private static Map<String, Long> sizes(Path folder) throws Exception {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().contains("version-2/")).toList()) {
        sizes.put(file.toString(), Files.size(file));
      }
    }
    return sizes;
  }
}
