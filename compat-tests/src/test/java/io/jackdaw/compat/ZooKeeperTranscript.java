package io.jackdaw.compat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.zookeeper.CreateMode.EPHEMERAL;
import static org.apache.zookeeper.CreateMode.EPHEMERAL_SEQUENTIAL;
import static org.apache.zookeeper.CreateMode.PERSISTENT;
import static org.apache.zookeeper.CreateMode.PERSISTENT_SEQUENTIAL;
import static org.apache.zookeeper.ZooDefs.Ids.CREATOR_ALL_ACL;
import static org.apache.zookeeper.ZooDefs.Ids.OPEN_ACL_UNSAFE;
import static org.apache.zookeeper.ZooDefs.Ids.READ_ACL_UNSAFE;

import io.jackdaw.compat.rig.ZooKeeperSession;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** One program of many small operations and refusals for a coordination service. */
final class ZooKeeperTranscript {
  private final Transcript transcript = new Transcript();
  private final ZooKeeperSession session;
  private final ZooKeeperSession other;
  private final ZooKeeper zk;

  private ZooKeeperTranscript(ZooKeeperSession session, ZooKeeperSession other) {
    this.session = session;
    this.other = other;
    this.zk = session.client();
  }

  /** Runs the program on an empty server. */
  static List<String> of(String connectString) throws Exception {
    try (ZooKeeperSession session = ZooKeeperSession.open(connectString);
        ZooKeeperSession other = ZooKeeperSession.open(connectString)) {
      ZooKeeperTranscript program = new ZooKeeperTranscript(session, other);
      program.znodes();
      program.versions();
      program.sequences();
      program.ephemerals();
      program.accessControl();
      program.transactions();
      program.watches();
      return program.transcript.lines();
    }
  }

  private void znodes() throws Exception {
    step("create /a", () -> zk.create("/a", bytes("1"), OPEN_ACL_UNSAFE, PERSISTENT));
    step("create /a again", () -> zk.create("/a", bytes("1"), OPEN_ACL_UNSAFE, PERSISTENT));
    step("create below nothing", () -> zk.create("/x/y", null, OPEN_ACL_UNSAFE, PERSISTENT));
    step("create with stat", () -> create2("/a/b"));
    step("stat of the parent", () -> stat(zk.exists("/a", false)));
    step(
        "create in the reserved tree",
        () -> zk.create("/zookeeper/x", null, OPEN_ACL_UNSAFE, PERSISTENT));
    step("boot znodes", () -> zk.getChildren("/zookeeper", false));
    step("get", () -> text(zk.getData("/a", false, null)));
    step("get nothing", () -> zk.getData("/nothing", false, null));
    step("exists nothing", () -> stat(zk.exists("/nothing", false)));
    step("children", () -> sorted(zk.getChildren("/a", false)));
    step("children of nothing", () -> zk.getChildren("/nothing", false));
    step("delete with children", () -> deleted("/a", -1));
    step("delete the root", () -> deleted("/", -1));
    step("delete", () -> deleted("/a/b", -1));
    step("delete again", () -> deleted("/a/b", -1));
    step("stat after delete", () -> stat(zk.exists("/a", false)));
    step("null data", () -> zk.create("/null", null, OPEN_ACL_UNSAFE, PERSISTENT));
    step("null data read", () -> text(zk.getData("/null", false, null)));
    step("unicode", () -> zk.create("/čáp-鳥", bytes("ž"), OPEN_ACL_UNSAFE, PERSISTENT));
    step("unicode read", () -> text(zk.getData("/čáp-鳥", false, null)));
    step("all children below /", () -> zk.getAllChildrenNumber("/a"));
  }

  private void versions() {
    step("set", () -> stat(zk.setData("/a", bytes("two"), 0)));
    step("set an old version", () -> stat(zk.setData("/a", bytes("x"), 0)));
    step("set a future version", () -> stat(zk.setData("/a", bytes("x"), 9)));
    step("set any version", () -> stat(zk.setData("/a", null, -1)));
    step("set nothing", () -> stat(zk.setData("/nothing", bytes("x"), -1)));
    step("delete an old version", () -> deleted("/a", 0));
    step(
        "create and delete count",
        () -> {
          zk.create("/a/c", null, OPEN_ACL_UNSAFE, PERSISTENT);
          zk.delete("/a/c", 0);
          return stat(zk.exists("/a", false));
        });
  }

  private void sequences() {
    for (int i = 0; i < 3; i++) {
      step("sequential", () -> zk.create("/a/s-", null, OPEN_ACL_UNSAFE, PERSISTENT_SEQUENTIAL));
    }
    step(
        "sequential without a name",
        () -> zk.create("/a/", null, OPEN_ACL_UNSAFE, PERSISTENT_SEQUENTIAL));
    step("plain between", () -> zk.create("/a/plain", null, OPEN_ACL_UNSAFE, PERSISTENT));
    step(
        "sequential after plain",
        () -> zk.create("/a/s-", null, OPEN_ACL_UNSAFE, PERSISTENT_SEQUENTIAL));
    step("children", () -> sorted(zk.getChildren("/a", false)));
  }

  private void ephemerals() {
    step("ephemeral", () -> zk.create("/e", bytes("x"), OPEN_ACL_UNSAFE, EPHEMERAL));
    step("its stat", () -> stat(zk.exists("/e", false)));
    step("child of ephemeral", () -> zk.create("/e/x", null, OPEN_ACL_UNSAFE, PERSISTENT));
    step(
        "ephemeral sequential",
        () -> zk.create("/a/e-", null, OPEN_ACL_UNSAFE, EPHEMERAL_SEQUENTIAL));
    step("mine", () -> sorted(zk.getEphemerals("/")));
    step("not mine", () -> other.client().getEphemerals("/"));
  }

  private void accessControl() {
    step("acl", () -> zk.getACL("/a", new Stat()));
    step("creator acl without id", () -> zk.create("/p", null, CREATOR_ALL_ACL, PERSISTENT));
    step("empty acl", () -> zk.create("/p", null, List.of(), PERSISTENT));
    step("odd scheme", () -> zk.create("/p", null, acl(Perms.ALL, "odd", "x"), PERSISTENT));
    step("odd ip", () -> zk.create("/p", null, acl(Perms.ALL, "ip", "not-an-ip"), PERSISTENT));
    zk.addAuthInfo("digest", bytes("alice:secret"));
    step("creator acl", () -> zk.create("/p", bytes("x"), CREATOR_ALL_ACL, PERSISTENT));
    step("its acl", () -> zk.getACL("/p", new Stat()));
    step("stranger reads", () -> other.client().getData("/p", false, null));
    step("stranger writes", () -> other.client().setData("/p", null, -1));
    step("stranger lists", () -> other.client().getChildren("/p", false));
    step(
        "stranger creates below",
        () -> other.client().create("/p/x", null, OPEN_ACL_UNSAFE, PERSISTENT));
    step("stranger reads the acl", () -> other.client().getACL("/p", new Stat()));
    step("stranger sees it", () -> stat(other.client().exists("/p", false)));
    step("read only for all", () -> stat(zk.setACL("/p", READ_ACL_UNSAFE, 0)));
    step("old acl version", () -> stat(zk.setACL("/p", READ_ACL_UNSAFE, 0)));
    step("stranger reads now", () -> text(other.client().getData("/p", false, null)));
    step("owner writes no more", () -> zk.setData("/p", null, -1));
    step("who am i", () -> zk.whoAmI().stream().map(id -> id.getAuthScheme()).sorted().toList());
  }

  private void transactions() {
    step(
        "multi",
        () ->
            results(
                zk.multi(
                    List.of(
                        Op.create("/m", bytes("1"), OPEN_ACL_UNSAFE, PERSISTENT),
                        Op.create("/m/s-", null, OPEN_ACL_UNSAFE, PERSISTENT_SEQUENTIAL),
                        Op.check("/m", 0),
                        Op.setData("/m", bytes("2"), 0),
                        Op.create("/m/gone", null, OPEN_ACL_UNSAFE, PERSISTENT),
                        Op.delete("/m/gone", 0)))));
    step("its stat", () -> stat(zk.exists("/m", false)));
    failing(
        "multi that fails in the middle",
        List.of(
            Op.create("/m/x", null, OPEN_ACL_UNSAFE, PERSISTENT),
            Op.delete("/nothing", -1),
            Op.setData("/m", null, -1)));
    failing("multi that fails first", List.of(Op.check("/m", 7), Op.delete("/m", -1)));
    failing(
        "multi that fails last",
        List.of(
            Op.setData("/m", bytes("3"), -1), Op.create("/m", null, OPEN_ACL_UNSAFE, PERSISTENT)));
    step("nothing of them happened", () -> sorted(zk.getChildren("/m", false)));
    step("empty multi", () -> results(zk.multi(List.of())));
    step(
        "reads together",
        () ->
            results(
                zk.multi(List.of(Op.getChildren("/m"), Op.getData("/m"), Op.getData("/nothing")))));
  }

  private void watches() throws Exception {
    step(
        "check a watch that is not",
        () -> {
          zk.removeWatches("/a", session.watcher(), WatcherType.Any, false);
          return "removed";
        });
    zk.getData("/a", session.watcher(), null);
    zk.getChildren("/a", session.watcher());
    zk.exists("/w", session.watcher());
    zk.addWatch("/m", session.watcher(), AddWatchMode.PERSISTENT);
    zk.addWatch("/a", session.watcher(), AddWatchMode.PERSISTENT_RECURSIVE);
    ZooKeeper writer = other.client();
    writer.setData("/a", bytes("w"), -1);
    writer.create("/a/w", null, OPEN_ACL_UNSAFE, PERSISTENT);
    writer.create("/a/w/deep", null, OPEN_ACL_UNSAFE, PERSISTENT);
    writer.create("/w", null, OPEN_ACL_UNSAFE, PERSISTENT);
    writer.create("/m/w", null, OPEN_ACL_UNSAFE, PERSISTENT);
    writer.setData("/m/w", null, -1);
    writer.setData("/m", null, -1);
    writer.delete("/a/w/deep", -1);
    writer.multi(List.of(Op.setData("/a", null, -1), Op.delete("/a/w", -1), Op.delete("/w", -1)));
    session.drain();
    String event = session.eventSoFar();
    while (event != null) {
      transcript.note("event " + event);
      event = session.eventSoFar();
    }
    step(
        "remove the persistent one",
        () -> {
          zk.removeWatches("/m", session.watcher(), WatcherType.Any, false);
          return "removed";
        });
  }

  private void step(String title, Callable<?> step) {
    transcript.step(title, step);
  }

  private void failing(String title, List<Op> ops) {
    step(
        title,
        () -> {
          try {
            return results(zk.multi(ops));
          } catch (KeeperException e) {
            return e.code() + " " + results(e.getResults());
          }
        });
  }

  private String create2(String path) throws Exception {
    Stat stat = new Stat();
    return zk.create(path, bytes("data"), OPEN_ACL_UNSAFE, PERSISTENT, stat) + " " + stat(stat);
  }

  private String deleted(String path, int version) throws Exception {
    zk.delete(path, version);
    return "deleted";
  }

  /** Everything of a stat that two right servers must agree on. */
  private static String stat(@Nullable Stat stat) {
    if (stat == null) {
      return "none";
    }
    return "version %d cversion %d aversion %d length %d children %d ephemeral %s %s %s"
        .formatted(
            stat.getVersion(),
            stat.getCversion(),
            stat.getAversion(),
            stat.getDataLength(),
            stat.getNumChildren(),
            stat.getEphemeralOwner() != 0,
            stat.getMzxid() == stat.getCzxid() ? "unmodified" : "modified",
            Long.signum(Long.compare(stat.getPzxid(), stat.getCzxid())));
  }

  private static String results(List<OpResult> results) {
    StringBuilder line = new StringBuilder();
    for (OpResult result : results) {
      line.append('[').append(shown(result)).append(']');
    }
    return line.toString();
  }

  private static String shown(OpResult result) {
    if (result instanceof OpResult.CreateResult created) {
      return "created " + created.getPath();
    } else if (result instanceof OpResult.SetDataResult set) {
      return "set " + stat(set.getStat());
    } else if (result instanceof OpResult.GetChildrenResult children) {
      return "children " + sorted(children.getChildren());
    } else if (result instanceof OpResult.GetDataResult data) {
      return "data " + text(data.getData());
    } else if (result instanceof OpResult.ErrorResult error) {
      return "error " + error.getErr();
    }
    return "done " + result.getType();
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  private static List<ACL> acl(int permissions, String scheme, String id) {
    return Arrays.asList(new ACL(permissions, new Id(scheme, id)));
  }

  private static String text(byte @Nullable [] data) {
    return data == null ? "null" : new String(data, UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
