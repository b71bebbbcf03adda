package io.jackdaw.cli.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.cli.Main;
import io.jackdaw.node.Jackdaw;
import io.jackdaw.node.NodeConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools on files that a real service has left behind. */
class OfflineToolsTest {
  @TempDir private static Path directory;
  private static List<Path> snapshots;

  @BeforeAll
  static void leaveFilesBehind() throws Exception {
    Map<String, String> zooCfg =
        Map.of(
            "dataDir", directory.toString(),
            "clientPort", "0",
            "clientPortAddress", "127.0.0.1",
            "snapCount", "2");
    try (Jackdaw jackdaw = Jackdaw.start(NodeConfig.coordination(zooCfg));
        ZooKeeper client = new ZooKeeper(jackdaw.connectString(), 10_000, _ -> {})) {
      client.create("/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
      client.create(
          "/a/e", "data".getBytes(UTF_8), ZooDefs.Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
      while (snapshotFiles().size() < 2) {
        client.setData("/a", "more".getBytes(UTF_8), -1);
      }
    }
    snapshots = snapshotFiles();
  }

  private static List<Path> snapshotFiles() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".snap")).sorted().toList();
    }
  }

  private static String run(int exitCode, String... args) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (PrintStream out = new PrintStream(bytes, true, UTF_8)) {
      System.setOut(out);
      assertThat(Main.run(args)).isEqualTo(exitCode);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void aSnapshotIsPrinted() {
    String newest = snapshots.getLast().toString();

    assertThat(run(0, "snapshot", "dump", directory.toString(), "-d"))
        .contains("ZNode Details (count=6):", "\n/a/e\n", "  data = ZGF0YQ==");
    assertThat(run(0, "zk-snapshot", newest)).contains("\n/a/e\n", "  dataLength = 4");
    assertThat(run(0, "zk-snapshot", "-json", newest))
        .contains("\"path\" : \"/a/e\"", "\"acl\" : [ \"world:anyone:1\" ]");
  }

  @Test
  void znodesAndBytesAreSummedUp() {
    assertThat(run(0, "snapshot", "summary", directory.toString(), "/", "1"))
        .startsWith("/\n   children: 5\n   data: ")
        .contains("/a\n   children: 1\n")
        .doesNotContain("/a/e");
    assertThat(run(0, "zk-snapshot-summary", snapshots.getLast().toString(), "/a", "0"))
        .contains("/a/e\n   children: 0\n   data: 4\n");
  }

  @Test
  void snapshotsAreCompared() {
    String newest = snapshots.getLast().toString();

    assertThat(run(0, "snapshot", "compare", newest, newest)).endsWith("; 0 differ\n");
    assertThat(run(0, "zk-snapshot-compare", "-l", newest, "-r", newest)).endsWith("; 0 differ\n");
  }

  @Test
  void wholeFilesAreFoundWhole() {
    assertThat(run(0, "snapshot", "verify", directory.toString())).contains(" whole, index ");
    assertThat(run(0, "journal", "verify", directory.toString())).isEqualTo("whole\n");
  }

  @Test
  void aJournalFileIsPrinted() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      Path segment =
          files.filter(file -> file.toString().endsWith(".log")).sorted().toList().getLast();

      assertThat(run(0, "zk-txn-log", segment.toString())).contains("firstIndex=");
    }
  }

  @Test
  void damageIsFound(@TempDir Path elsewhere) throws Exception {
    Path copy = elsewhere.resolve(snapshots.getLast().getFileName());
    byte[] bytes = Files.readAllBytes(snapshots.getLast());
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy, bytes);

    assertThat(run(1, "snapshot", "verify", elsewhere.toString())).contains("is damaged");
  }
}
