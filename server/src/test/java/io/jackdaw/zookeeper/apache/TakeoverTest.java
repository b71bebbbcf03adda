package io.jackdaw.zookeeper.apache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.tree.EphemeralOwner;
import io.jackdaw.zookeeper.tree.TreeSnapshot;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.wire.Stat;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jute.Record;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileSnap;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.txn.CloseSessionTxn;
import org.apache.zookeeper.txn.CreateContainerTxn;
import org.apache.zookeeper.txn.CreateSessionTxn;
import org.apache.zookeeper.txn.CreateTTLTxn;
import org.apache.zookeeper.txn.CreateTxn;
import org.apache.zookeeper.txn.DeleteTxn;
import org.apache.zookeeper.txn.ErrorTxn;
import org.apache.zookeeper.txn.SetACLTxn;
import org.apache.zookeeper.txn.SetDataTxn;
import org.apache.zookeeper.txn.TxnDigest;
import org.apache.zookeeper.txn.TxnHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written by Apache's classes become our tree, and the other way round. */
class TakeoverTest {
  private static final long SESSION = 0x1_0000_0000_0007L;
  private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;
  private static final List<ACL> ALICE =
      List.of(new ACL(ZooDefs.Perms.ALL, new Id("digest", "alice:x=")));

  @TempDir Path directory;

  private final DataTree apache = new DataTree();
  private final Map<Long, Integer> apacheSessions = new ConcurrentHashMap<>();
  private final List<TxnHeader> headers = new ArrayList<>();
  private final List<Record> bodies = new ArrayList<>();
  private long zxid;

  @BeforeEach
  void makeVersionDirectory() throws IOException {
    Files.createDirectories(directory.resolve("version-2"));
    System.setProperty("zookeeper.extendedTypesEnabled", "true");
  }

  @AfterEach
  void giveSettingsBack() {
    System.clearProperty("zookeeper.extendedTypesEnabled");
    SnapStream.setStreamMode(SnapStream.StreamMode.DEFAULT_MODE);
    ZooKeeperServer.setDigestEnabled(true);
  }

  @ParameterizedTest
  @EnumSource(SnapStream.StreamMode.class)
  void snapshotOfAnyCompressionBecomesTheSameTree(SnapStream.StreamMode mode) throws IOException {
    SnapStream.setStreamMode(mode);
    history();
    snapshot(zxid);

    assertSameAsApache(takeover());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void logIsReplayedWithAndWithoutDigests(boolean digest) throws IOException {
    ZooKeeperServer.setDigestEnabled(digest);
    snapshot(0);
    history();
    log();

    assertSameAsApache(takeover());
  }

  @Test
  void fuzzySnapshotIsMadeRightByItsLog() throws IOException {
    history();
    log();
    // Each snapshot is the state of the end, with the name of an earlier zxid.
    for (long named = 0; named < zxid; named++) {
      snapshot(named);
      assertSameAsApache(takeover());
      Files.delete(directory.resolve("version-2/snapshot." + Long.toHexString(named)));
    }
  }

  @Test
  void damagedSnapshotIsLeftAsideForAnOlderOne() throws IOException {
    snapshot(0);
    history();
    log();
    snapshot(zxid);
    Path newest = directory.resolve("version-2/snapshot." + Long.toHexString(zxid));
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);

    assertSameAsApache(takeover());
  }

  @Test
  void tornEndOfTheLogIsNoDamage() throws IOException {
    snapshot(0);
    history();
    log();
    Path log = directory.resolve("version-2/log.1");
    byte[] bytes = Files.readAllBytes(log);
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    bytes[end - 1] = 0; // The mark that ends the last entry.
    Files.write(log, bytes);

    assertThat(takeover().tree().lastZxid()).isEqualTo(zxid - 1);
  }

  @Test
  void damageInTheMiddleOfALogIsRefusedByName() throws IOException {
    snapshot(0);
    history();
    log();
    Path log = directory.resolve("version-2/log.1");
    byte[] bytes = Files.readAllBytes(log);
    bytes[60] ^= 1;
    Files.write(log, bytes);

    assertThatThrownBy(this::takeover)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("log.1 cannot be taken over: the entry at position 16 is damaged");
  }

  @Test
  void logsWithoutTheirSnapshotAreRefusedUnlessTrusted() throws IOException {
    zxid = 41;
    history();
    log();

    assertThatThrownBy(this::takeover)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("zxid 0x2a on")
        .hasMessageContaining("snapshot.trust.empty");
    assertThat(new Takeover(new LocalDisk(), directory, directory, true).read()).isNotNull();
  }

  @Test
  void missingTransactionsBehindTheSnapshotAreRefused() throws IOException {
    snapshot(0x10);
    zxid = 0x20;
    history();
    log();

    assertThatThrownBy(this::takeover)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("begins at zxid 0x21, but the newest whole snapshot ends at 0x10");
  }

  @Test
  void newerFormatIsRefusedThoughThereIsAnOlderSnapshot() throws IOException {
    snapshot(0);
    history();
    log();
    snapshot(zxid);
    Path newest = directory.resolve("version-2/snapshot." + Long.toHexString(zxid));
    byte[] bytes = Files.readAllBytes(newest);
    bytes[7] = 3;
    Files.write(newest, bytes);

    assertThatThrownBy(this::takeover)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("format version 3, known is 2: a newer server wrote it");
  }

  @Test
  void ephemeralsOfSessionsThatAreGoneAreGoneToo() throws IOException {
    history();
    apacheSessions.remove(SESSION);
    snapshot(zxid);

    ZnodeTree tree = takeover().tree();
    assertThat(tree.get("/e")).isNull();
    assertThat(tree.ephemeralCount()).isZero();
    assertThat(tree.get("/a/b")).isNotNull();
  }

  @Test
  void whatWeWriteApacheReadsWithTheSameDigest() throws IOException {
    history();
    snapshot(zxid);
    Takeover.State state = takeover();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Map<Long, OpenSession> open = new HashMap<>();
    state.sessions().forEach((id, timeoutMs) -> open.put(id, new OpenSession(timeoutMs, 1)));
    try (TreeSnapshot snapshot = state.tree().snapshot(open)) {
      SnapshotExport.write(snapshot, bytes);
    }

    Path written = Files.createDirectories(directory.resolve("out"));
    Files.write(written.resolve("snapshot." + Long.toHexString(zxid)), bytes.toByteArray());
    DataTree read = new DataTree();
    Map<Long, Integer> sessions = new ConcurrentHashMap<>();
    long last = new FileSnap(written.toFile()).deserialize(read, sessions);
    assertThat(last).isEqualTo(zxid);
    assertThat(sessions).isEqualTo(apacheSessions);
    assertThat(read.getTreeDigest()).isEqualTo(apache.getTreeDigest());
    // It forgets the digest of the file once it has found it right.
    assertThat(read.getDigestFromLoadedSnapshot()).isNull();
    assertSameAs(read, state.tree());
  }

  private Takeover.State takeover() {
    return Objects.requireNonNull(
        new Takeover(new LocalDisk(), directory, directory, false).read());
  }

  /** One of each kind of transaction, some undone later. */
  private void history() {
    transaction(ZooDefs.OpCode.createSession, new CreateSessionTxn(30_000));
    create("/a", null, OPEN, false, 1);
    create("/a/b", "one", ALICE, false, 1);
    create("/a/b/c", "", OPEN, false, 1);
    transaction(ZooDefs.OpCode.setData, new SetDataTxn("/a/b", "two".getBytes(UTF_8), 1));
    transaction(ZooDefs.OpCode.setACL, new SetACLTxn("/a", ALICE, 1));
    create("/e", "gone with its session", OPEN, true, 2);
    transaction(
        ZooDefs.OpCode.createContainer, new CreateContainerTxn("/container", new byte[0], OPEN, 3));
    transaction(
        ZooDefs.OpCode.createTTL, new CreateTTLTxn("/ttl", new byte[] {1}, OPEN, 4, 60_000));
    transaction(ZooDefs.OpCode.error, new ErrorTxn(-101));
    create("/naïve 名", "data", OPEN, false, 5);
    transaction(ZooDefs.OpCode.delete, new DeleteTxn("/a/b/c"));
    create("/a/b/c", "again", OPEN, false, 2);
    create("/a/d", "short", OPEN, false, 2);
    transaction(ZooDefs.OpCode.delete, new DeleteTxn("/a/d"));
    otherSession();
  }

  private void otherSession() {
    TxnHeader header = new TxnHeader(9, 0, ++zxid, 1000 + zxid, ZooDefs.OpCode.createSession);
    apply(header, new CreateSessionTxn(4000));
    header = new TxnHeader(9, 1, ++zxid, 1000 + zxid, ZooDefs.OpCode.create);
    apply(header, new CreateTxn("/e2", new byte[0], OPEN, true, 6));
    header = new TxnHeader(9, 2, ++zxid, 1000 + zxid, ZooDefs.OpCode.closeSession);
    apply(header, new CloseSessionTxn(List.of("/e2")));
  }

  @SuppressWarnings("NullAway") // Apache's record takes null data.
  private void create(String path, String data, List<ACL> acl, boolean ephemeral, int cversion) {
    byte[] bytes = data == null ? null : data.getBytes(UTF_8);
    transaction(ZooDefs.OpCode.create, new CreateTxn(path, bytes, acl, ephemeral, cversion));
  }

  private void transaction(int type, Record body) {
    apply(new TxnHeader(SESSION, (int) zxid, ++zxid, 1000 + zxid, type), body);
  }

  private void apply(TxnHeader header, Record body) {
    if (body instanceof CreateSessionTxn opened) {
      apacheSessions.put(header.getClientId(), opened.getTimeOut());
    } else if (header.getType() == ZooDefs.OpCode.closeSession) {
      apacheSessions.remove(header.getClientId());
    }
    apache.processTxn(header, body);
    headers.add(header);
    bodies.add(body);
  }

  private void snapshot(long named) throws IOException {
    File file =
        directory
            .resolve(
                "version-2/snapshot."
                    + Long.toHexString(named)
                    + SnapStream.getStreamMode().getFileExtension())
            .toFile();
    new FileSnap(file.getParentFile()).serialize(apache, apacheSessions, file, false);
  }

  private void log() throws IOException {
    try (FileTxnLog log = new FileTxnLog(directory.resolve("version-2").toFile())) {
      for (int i = 0; i < headers.size(); i++) {
        TxnHeader header = headers.get(i);
        Request request =
            new Request(
                header.getClientId(), 0, header.getType(), header, bodies.get(i), header.getZxid());
        if (ZooKeeperServer.isDigestEnabled()) {
          request.setTxnDigest(new TxnDigest(2, 77));
        }
        log.append(request);
      }
      log.commit();
    }
  }

  private void assertSameAsApache(Takeover.State state) {
    assertThat(state.sessions()).isEqualTo(apacheSessions);
    assertThat(state.tree().lastZxid()).isEqualTo(zxid);
    assertSameAs(apache, state.tree());
  }

  private static void assertSameAs(DataTree expected, ZnodeTree tree) {
    List<String> paths = new ArrayList<>(List.of("/"));
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      Znode znode = Objects.requireNonNull(tree.get(path), path);
      assertThat(describe(znode)).as(path).isEqualTo(describe(expected, path));
      assertThat(znode.owner()).isEqualTo(expected.getNode(path).stat.getEphemeralOwner());
      znode
          .childNames()
          .forEach(name -> paths.add(path.equals("/") ? "/" + name : path + "/" + name));
    }
    assertThat(paths).hasSize(expected.getNodeCount() - 1);
    assertThat(tree.expirables())
        .hasSize(expected.getContainers().size() + expected.getTtls().size());
  }

  private static List<Object> describe(Znode znode) {
    Stat stat = znode.stat();
    List<Object> all = new ArrayList<>();
    all.add(znode.data() == null ? "null" : new String(znode.data(), UTF_8));
    znode.acl().forEach(acl -> all.add(acl.permissions() + acl.id().scheme() + acl.id().id()));
    all.addAll(List.of(stat.czxid(), stat.mzxid(), stat.pzxid(), stat.ctimeMs(), stat.mtimeMs()));
    all.addAll(List.of(stat.version(), stat.cversion(), stat.aversion()));
    all.add(EphemeralOwner.isSession(znode.owner()));
    all.addAll(List.of(stat.dataLength(), stat.numChildren()));
    return all;
  }

  private static List<Object> describe(DataTree tree, String path) {
    try {
      org.apache.zookeeper.data.Stat stat = new org.apache.zookeeper.data.Stat();
      byte[] data = tree.getData(path, stat, null);
      List<Object> all = new ArrayList<>();
      all.add(data == null ? "null" : new String(data, UTF_8));
      tree.getACL(tree.getNode(path))
          .forEach(acl -> all.add(acl.getPerms() + acl.getId().getScheme() + acl.getId().getId()));
      all.addAll(List.of(stat.getCzxid(), stat.getMzxid(), stat.getPzxid()));
      all.addAll(List.of(stat.getCtime(), stat.getMtime()));
      all.addAll(List.of(stat.getVersion(), stat.getCversion(), stat.getAversion()));
      long owner = tree.getNode(path).stat.getEphemeralOwner();
      all.add(EphemeralOwner.isSession(owner));
      all.addAll(List.of(stat.getDataLength(), stat.getNumChildren()));
      return all;
    } catch (org.apache.zookeeper.KeeperException.NoNodeException missing) {
      throw new AssertionError(missing);
    }
  }
}
