package io.jackdaw.zookeeper;

import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.disk.Disk;
import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.acl.DigestScheme;
import io.jackdaw.zookeeper.admin.Privileged;
import io.jackdaw.zookeeper.apache.SnapshotExport;
import io.jackdaw.zookeeper.apache.SnapshotReader;
import io.jackdaw.zookeeper.apache.TreeVisitor;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.LiveSessions;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.tree.TreeBuilder;
import io.jackdaw.zookeeper.tree.TreeSnapshot;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The state of a running server in ZooKeeper's own snapshot format, out and in. An export is
 * written to the data directory first, at the speed of the disk, so that a slow receiver holds up
 * nobody.
 */
final class ServerSnapshots implements Privileged {
  private final CoordinationConfig config;
  private final ReplicatedLog log;
  private final Disk disk;
  private final ZnodeTree tree;
  private final LiveSessions sessions;
  private final Set<ClientConnection> connections;
  private final AtomicLong exports = new AtomicLong();
  private final Lock restoring = new ReentrantLock();

  ServerSnapshots(
      CoordinationConfig config,
      ReplicatedLog log,
      Disk disk,
      ZnodeTree tree,
      LiveSessions sessions,
      Set<ClientConnection> connections) {
    this.config = config;
    this.log = log;
    this.disk = disk;
    this.tree = tree;
    this.sessions = sessions;
    this.connections = connections;
  }

  @Override
  public Permission check(String authorization, InetSocketAddress peer) {
    String[] parts = authorization.trim().split(" ", 2);
    List<AuthId> ids =
        switch (parts[0]) {
          case "digest" -> parts.length < 2 ? List.of() : digestIds(parts[1].trim());
          case "ip" -> List.of(new AuthId("ip", peer.getAddress().getHostAddress()));
          default -> List.of();
        };
    if (ids.isEmpty()) {
      return Permission.NOT_AUTHENTICATED;
    }
    Credentials credentials = new Credentials(ids, config.access().skipAcl());
    return mayAll(credentials) ? Permission.GRANTED : Permission.NOT_AUTHORIZED;
  }

  private List<AuthId> digestIds(String proof) {
    if (!config.security().schemes().digest()) {
      return List.of();
    }
    String digest = DigestScheme.idOf(proof, config.access().digestAlgorithm());
    AuthId id = new AuthId("digest", digest);
    return digest.equals(config.access().superDigest()) ? List.of(AuthId.SUPER, id) : List.of(id);
  }

  /** Each of the permissions must be granted, though maybe by different entries. */
  private boolean mayAll(Credentials credentials) {
    Znode root = tree.reading(() -> tree.get("/"));
    List<Acl> acl = root == null ? List.of() : root.acl();
    for (int permission = Acl.READ; permission <= Acl.ADMIN; permission <<= 1) {
      if (!credentials.permit(acl, permission)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Export export() throws IOException {
    try (StateMachine.Snapshot fixed = log.fix()) {
      TreeSnapshot state =
          fixed
              .as(TreeSnapshot.class)
              .orElseThrow(() -> new IllegalStateException("a log of something else"));
      // With the end of its name it is deleted by the next start, if we do not come to it.
      Path path =
          config
              .storage()
              .dataDir()
              .resolve("export-%d.snap.tmp".formatted(exports.incrementAndGet()));
      StoredExport export = new StoredExport(disk, path, state.zxid());
      try (OutputStream out = export.open()) {
        SnapshotExport.write(state, out);
      } catch (IOException | RuntimeException failure) {
        export.close();
        throw failure;
      }
      return export;
    }
  }

  @Override
  public Taken take() {
    long zxid = tree.lastZxid();
    log.snapshot();
    return new Taken(zxid, tree.reading(tree::dataSizeBytes));
  }

  @Override
  public long restore(InputStream snapshot) throws IOException {
    ZnodeTree restored = new ZnodeTree();
    TreeVisitor visitor = new TreeVisitor(restored);
    long zxid = new SnapshotReader(snapshot).read(visitor);
    if (zxid < 0) {
      throw new IOException(
          "the snapshot does not say its last zxid: take it with"
              + " serializeLastProcessedZxid.enabled=true");
    }
    Map<Long, OpenSession> open = new HashMap<>();
    visitor.sessions().forEach((id, timeoutMs) -> open.put(id, new OpenSession(timeoutMs, 0)));
    restoring.lock();
    try {
      // Clients that have seen more than the snapshot's zxid must find one that is not less.
      new TreeBuilder(restored).finish(Math.max(zxid, tree.lastZxid()));
      try (WrittenTree content = new WrittenTree(restored.snapshot(open), () -> {})) {
        log.install(content);
      }
      follow(open);
    } finally {
      restoring.unlock();
    }
    return zxid;
  }

  /** Before anybody is disconnected, so that whoever comes back finds its session. */
  private void follow(Map<Long, OpenSession> open) {
    open.forEach(
        (id, session) -> {
          if (sessions.get(id) == null) {
            sessions.adopt(id, session.timeoutMs());
          }
        });
    for (LiveSession session : sessions.all()) {
      if (!open.containsKey(session.id())) {
        sessions.remove(session.id());
      }
    }
    connections.forEach(ClientConnection::disconnect);
  }
}
