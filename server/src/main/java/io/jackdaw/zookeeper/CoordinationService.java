package io.jackdaw.zookeeper;

import io.jackdaw.consensus.Ensemble;
import io.jackdaw.consensus.ReplicatedLog;
import io.jackdaw.disk.Disk;
import io.jackdaw.net.Connection;
import io.jackdaw.net.ConnectionHandler;
import io.jackdaw.net.EventLoops;
import io.jackdaw.net.Listener;
import io.jackdaw.net.ListenerConfig;
import io.jackdaw.net.ServerTls;
import io.jackdaw.net.SocketSizes;
import io.jackdaw.security.TlsFiles;
import io.jackdaw.security.TlsReload;
import io.jackdaw.time.Clock;
import io.jackdaw.time.SingleThreadEventLoop;
import io.jackdaw.zookeeper.acl.Schemes;
import io.jackdaw.zookeeper.admin.Privileged;
import io.jackdaw.zookeeper.change.ChangeListener;
import io.jackdaw.zookeeper.ensemble.Alone;
import io.jackdaw.zookeeper.ensemble.Member;
import io.jackdaw.zookeeper.ensemble.Membership;
import io.jackdaw.zookeeper.ensemble.Reconfiguration;
import io.jackdaw.zookeeper.ensemble.ServerList;
import io.jackdaw.zookeeper.fourletter.FourLetterWords;
import io.jackdaw.zookeeper.op.Command;
import io.jackdaw.zookeeper.op.Operations;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.op.Rules;
import io.jackdaw.zookeeper.op.WriteOperation;
import io.jackdaw.zookeeper.report.Count;
import io.jackdaw.zookeeper.report.ServerMetrics;
import io.jackdaw.zookeeper.report.ServerView;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.LiveSessions;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.session.SessionEvents;
import io.jackdaw.zookeeper.session.SessionExpiry;
import io.jackdaw.zookeeper.session.SessionOwner;
import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running coordination service: ZooKeeper's protocol on a port, over a replicated log.
 *
 * <p>Any thread may close it. The log is started here, and closed here too; event loops and clock
 * stay the caller's.
 */
public final class CoordinationService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinationService.class);
  private static final int MAX_PENDING_REPLIES = 1000;
  private static final long CERTIFICATE_LOOK_MS = 5000;
  private static final int RETRY_MS = 50;

  /** A server that starts may find the others soon. */
  private static final long READ_ONLY_MS = 2000;

  private final CoordinationConfig config;
  private final ReplicatedLog log;
  private final Clock clock;
  private final ZnodeTree tree = new ZnodeTree();
  private final Watches watches;
  private final SessionTable sessionTable = new SessionTable();
  private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
  private final ServerStats stats;
  private final LiveSessions sessions;
  private final Operations operations;
  private final Proposals proposals;
  private final Membership membership;
  private final @Nullable Member member;
  private final @Nullable Ensemble ensemble;
  private final @Nullable MemberChanges memberChanges;
  private volatile Consumer<ServerList> serversTold = servers -> {};
  private final TreeStateMachine machine;
  private final ServerReport report;
  private final @Nullable Disk disk;
  private final SingleThreadEventLoop loop;
  private final @Nullable AuditLog audit;
  private @Nullable Listener listener;
  private @Nullable Listener secureListener;

  private CoordinationService(
      CoordinationConfig config,
      ReplicatedLog log,
      @Nullable Ensemble ensemble,
      Clock clock,
      @Nullable Disk disk) {
    this.config = config;
    this.log = log;
    this.clock = clock;
    this.disk = disk;
    ServerMetrics metrics = new ServerMetrics(log.metrics());
    this.stats = new ServerStats(metrics);
    this.watches = new Watches(metrics.firedWatches());
    this.sessions = new LiveSessions(config.serverId(), clock);
    this.operations = new Operations(config.access().reconfigEnabled(), ensemble != null);
    this.ensemble = ensemble;
    this.memberChanges = ensemble == null ? null : new MemberChanges(ensemble);
    this.machine =
        new TreeStateMachine(
            tree, watches, sessionTable, operations, sessionEvents(), memberChanges);
    this.proposals = new Proposals(log, config.globalOutstandingLimit());
    this.loop = new SingleThreadEventLoop("jackdaw-sessions");
    this.member = ensemble == null ? null : memberOf(ensemble);
    this.membership = member == null ? new Alone(proposals::lastTurn) : member;
    this.report =
        new ServerReport(
            config,
            clock,
            tree,
            watches,
            sessions,
            proposals,
            membership,
            stats,
            connections,
            disk,
            machine::snapshotZxid);
    this.audit = config.security().audit() ? new AuditLog() : null;
  }

  /**
   * Has {@code /zookeeper/config} show who the servers are, if this one decides and it does not.
   */
  private void showServers() {
    if (ensemble != null && membership.isDeciding()) {
      ensemble.catchUp(this::showServersNow, failure -> LOG.debug("Leads no more", failure));
    }
  }

  private void showServersNow() {
    ServerList shown = shownServers();
    ServerList known = membership.servers();
    boolean underWay = memberChanges != null && memberChanges.areUnderWay();
    if (membership.isDeciding() && !underWay && (shown == null || !shown.sameServers(known))) {
      ByteBuffer body = Reconfiguration.published(known).encode();
      propose(operations.changeMembers(), 0, body, this::tellOfServers, () -> {});
    }
  }

  private @Nullable ServerList shownServers() {
    Znode config = tree.reading(() -> tree.get(ZnodePath.CONFIG));
    return config == null ? null : ServerList.parseIfValid(config.data());
  }

  /**
   * Has {@code listener} told who the servers are, now and whenever that changes; on a thread that
   * may write a file.
   */
  public void tellOfServers(Consumer<ServerList> listener) {
    serversTold = listener;
    tellOfServers();
  }

  private void tellOfServers() {
    loop.execute(
        () -> {
          ServerList shown = shownServers();
          if (shown != null && shown.sameServers(membership.servers())) {
            serversTold.accept(shown);
          }
        });
  }

  private Member memberOf(Ensemble ensemble) {
    long tickMs = config.tickTimeMs();
    Member created =
        new Member(
            ensemble,
            sessions,
            loop,
            clock,
            new Member.Times(
                tickMs / 2,
                tickMs * config.servers().syncLimit(),
                RETRY_MS,
                config.servers().readOnly() ? Math.max(READ_ONLY_MS, tickMs) : -1),
            new Member.Clients() {
              @Override
              public void disconnect() {
                connections.forEach(ClientConnection::disconnect);
              }

              @Override
              public void stateReplaced() {
                sessions.become(sessionTable);
              }

              @Override
              public void configured(Ensemble.Configuration configuration) {
                if (memberChanges != null) {
                  memberChanges.made(configuration.number());
                }
                showServers();
                tellOfServers();
              }

              @Override
              public void deciding() {
                showServers();
              }
            });
    ensemble.listen(created);
    return created;
  }

  /**
   * Recovers the state from the log, then listens.
   *
   * @throws io.jackdaw.disk.StorageException when the log cannot be read or the port not be had
   */
  public static CoordinationService start(
      CoordinationConfig config, ReplicatedLog log, EventLoops loops, Clock clock) {
    return start(config, log, null, loops, clock, null);
  }

  /**
   * The same, for a log whose files are on {@code disk}: their sizes are told to who asks; and for
   * one that several servers keep, which {@code ensemble} is then the other half of.
   *
   * @throws io.jackdaw.disk.StorageException when the log cannot be read or the port not be had
   */
  public static CoordinationService start(
      CoordinationConfig config,
      ReplicatedLog log,
      @Nullable Ensemble ensemble,
      EventLoops loops,
      Clock clock,
      @Nullable Disk disk) {
    CoordinationService service = new CoordinationService(config, log, ensemble, clock, disk);
    try {
      service.run(loops);
      return service;
    } catch (RuntimeException failure) {
      service.close();
      throw failure;
    }
  }

  private void run(EventLoops loops) {
    machine.sendsNotices(loops::deliverPosts);
    if (!config.unsupported().isEmpty()) {
      LOG.warn("Keys of zoo.cfg without effect keys={}", config.unsupported());
    }
    log.start(machine);
    sessionTable.copy().forEach((id, session) -> sessions.adopt(id, session.timeoutMs()));
    SaslLogins sasl = new SaslLogins(config.security());
    if (config.security().saslNow() && sasl.authenticator() == null) {
      LOG.warn("No SASL logins: there is no JAAS section {}", config.security().jaas().section());
    }
    Throttles throttles = config.throttles();
    ConnectionThrottle connectionThrottle =
        new ConnectionThrottle(
            throttles.connections(), new SplittableRandom(clock.wallMs()), clock.monotonicMs());
    report.connectionThrottle(connectionThrottle);
    ServerContext context =
        new ServerContext(
            config,
            clock,
            tree,
            watches,
            sessionTable,
            sessions,
            operations,
            proposals,
            membership,
            stats,
            rules(),
            sasl,
            audit,
            connectionThrottle,
            throttles.requests().limitsAnything()
                ? new RequestThrottle(throttles.requests())
                : null,
            connections,
            new FourLetterWords(config.fourLetterWords(), report));
    if (audit != null) {
      audit.started();
    }
    listen(loops, connection -> new ClientConnection(context, connection));
    new SessionExpiry(
            sessions, loop, clock, config.tickTimeMs(), membership::isDeciding, this::expired)
        .start();
    new ContainerReaper(
            config.containers(), tree, loop, clock, membership::isDeciding, this::deleteContainer)
        .start();
    if (member != null) {
      member.start();
    }
    report.ports(port(), securePort());
    LOG.info(
        "Coordination service is ready port={} securePort={} zxid=0x{} znodes={} sessions={}",
        port(),
        securePort(),
        Long.toHexString(tree.lastZxid()),
        tree.count(),
        sessionTable.count());
  }

  private void listen(EventLoops loops, Function<Connection, ConnectionHandler> clients) {
    SecurePorts secure = config.secure();
    InetSocketAddress secureAddress = secure.address();
    if (secure.plain()) {
      ServerTls tls = secure.unified() ? tls(true) : null;
      Listener bound = Listener.bind(loops, port(config.clientAddress()), tls, clients);
      bound.countRefused(stats.metrics().of(Count.CONNECTION_REJECTED));
      listener = bound;
    }
    if (secureAddress != null) {
      Listener bound = Listener.bind(loops, port(secureAddress), tls(false), clients);
      bound.countRefused(stats.metrics().of(Count.CONNECTION_REJECTED));
      secureListener = bound;
    }
  }

  private ListenerConfig port(InetSocketAddress address) {
    return new ListenerConfig(
            "zookeeper",
            address,
            config.maxFrameBytes(),
            MAX_PENDING_REPLIES,
            config.maxCnxns(),
            config.maxClientCnxns(),
            0)
        .with(new SocketSizes(config.backlog(), 0, 0));
  }

  private ServerTls tls(boolean alsoPlain) {
    TlsFiles files = Objects.requireNonNull(config.secure().files());
    ServerTls tls = new ServerTls(files.load(), alsoPlain);
    if (config.secure().reload()) {
      new TlsReload(files, tls, loop, CERTIFICATE_LOOK_MS).start();
    }
    return tls;
  }

  private Rules rules() {
    CoordinationConfig.Access access = config.access();
    return new Rules(
        access.skipAcl(),
        access.extendedTypes(),
        access.enforceQuota(),
        config.security().schemes());
  }

  /** The client port in use, also when it was picked; −1 if there is none. */
  public int port() {
    return listener == null ? -1 : listener.port();
  }

  /** The port for TLS only; −1 if there is none. */
  public int securePort() {
    return secureListener == null ? -1 : secureListener.port();
  }

  /** What the four-letter words tell, for others who show it. */
  public ServerView view() {
    return report;
  }

  /**
   * Has {@code listener} told of every command after the one that is returned, on the apply thread;
   * null to tell nobody. One listener at a time; any thread.
   */
  public ZnodeTree.Moment tell(@Nullable ChangeListener listener) {
    return tree.tell(listener);
  }

  /**
   * What the AdminServer's privileged commands do.
   *
   * @throws IllegalStateException if it is not known where this service's files are
   */
  public Privileged privileged() {
    if (disk == null) {
      throw new IllegalStateException("a service without a disk of its own");
    }
    return new ServerSnapshots(config, log, disk, tree, sessions, connections);
  }

  /** What is measured. */
  public ServerMetrics metrics() {
    return stats.metrics();
  }

  private SessionEvents sessionEvents() {
    return new SessionEvents() {
      @Override
      public void opened(long id, OpenSession session) {
        sessions.adopt(id, session.timeoutMs());
      }

      @Override
      public void moved(long id, OpenSession session) {
        LiveSession moved = sessions.adopt(id, session.timeoutMs());
        moved.renew(session.timeoutMs(), clock.monotonicMs());
        SessionOwner owner =
            session.serverId() == config.serverId() ? null : moved.leaveForAnotherServer();
        if (owner != null) {
          owner.sessionMoved();
        }
      }

      @Override
      public void closed(long id) {
        sessionClosed(id);
      }
    };
  }

  private void sessionClosed(long id) {
    LiveSession session = sessions.remove(id);
    SessionOwner owner = session == null ? null : session.owner();
    if (owner != null) {
      owner.sessionClosed();
    }
  }

  private void expired(LiveSession session) {
    propose(
        operations.closeSession(),
        session.id(),
        ByteBuffer.allocate(0),
        () -> {
          stats.count(Count.STALE_SESSIONS_EXPIRED);
          LOG.info(
              "Session expired session=0x{} timeoutMs={}",
              Long.toHexString(session.id()),
              session.timeoutMs());
        },
        session::resume);
  }

  private void deleteContainer(String path) {
    ByteBuffer body = new JuteWriter().writeString(path).written();
    propose(operations.deleteContainer(), 0, body, () -> {}, () -> {});
  }

  /** Proposes a command of the server's own; whoever does so tries again when it is refused. */
  private <Q> void propose(
      WriteOperation<Q> operation,
      long sessionId,
      ByteBuffer body,
      Runnable done,
      Runnable refused) {
    Rules rules = new Rules(true, false, false, Schemes.DEFAULT);
    Command<Q> command =
        Command.of(
            operation, Command.ANY_SERVER, sessionId, 0, clock.wallMs(), rules, List.of(), body);
    proposals.propose(
        new ProposedCommand(command, body) {
          @Override
          void succeeded(long zxid, Outcome outcome) {
            if (audit != null) {
              audit.expired(command, outcome);
            }
            done.run();
          }

          @Override
          void failed(Exception cause) {
            if (!Proposals.isForWantOfSpace(cause)) {
              LOG.warn("Not done op={}: {}", operation.code(), cause.getMessage());
            }
            refused.run();
          }
        });
  }

  /** Disconnects all clients, whose sessions live on, and closes the log. */
  @Override
  public void close() {
    if (audit != null) {
      audit.stopping();
    }
    if (ensemble != null) {
      // While clients are still connected: those of other servers do not notice more than that.
      ensemble.resign();
    }
    loop.close();
    if (listener != null) {
      listener.close();
    }
    if (secureListener != null) {
      secureListener.close();
    }
    log.close();
  }
}
