package io.jackdaw.zookeeper;

import io.jackdaw.time.Clock;
import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.ensemble.Membership;
import io.jackdaw.zookeeper.ensemble.Reconfiguration;
import io.jackdaw.zookeeper.ensemble.ServerList;
import io.jackdaw.zookeeper.fourletter.FourLetterWords;
import io.jackdaw.zookeeper.op.Operations;
import io.jackdaw.zookeeper.op.Reading;
import io.jackdaw.zookeeper.op.Rules;
import io.jackdaw.zookeeper.op.WriteOperation;
import io.jackdaw.zookeeper.session.LiveSessions;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all connections of a server share. Immutable; its parts guard themselves. */
record ServerContext(
    CoordinationConfig config,
    Clock clock,
    ZnodeTree tree,
    Watches watches,
    SessionTable sessionTable,
    LiveSessions sessions,
    Operations operations,
    Proposals proposals,
    Membership membership,
    ServerStats stats,
    Rules rules,
    SaslLogins sasl,
    @Nullable AuditLog audit,
    ConnectionThrottle connectionThrottle,
    @Nullable RequestThrottle requestThrottle,
    Set<ClientConnection> connections,
    FourLetterWords fourLetterWords) {

  CoordinationConfig.Access access() {
    return config.access();
  }

  SecurityConfig security() {
    return config.security();
  }

  WriteOperation<?> createSession() {
    return operations.createSession();
  }

  WriteOperation<?> moveSession() {
    return operations.moveSession();
  }

  /** The servers that a request would lead to; null if it is going to be refused. */
  @Nullable ServerList planned(Reconfiguration request, Credentials credentials) {
    Znode config = tree.reading(() -> tree.get(ZnodePath.CONFIG));
    boolean permitted =
        config != null && (access().skipAcl() || credentials.permit(config.acl(), Acl.WRITE));
    return permitted && request.plan(config.data()) instanceof Reconfiguration.Plan.Next next
        ? next.servers()
        : null;
  }

  /**
   * Whether the requests of a session are obeyed when they come from this server, and whoever may
   * have to end it knows its timeout: alone, that is this server.
   */
  boolean isHome(long sessionId, int timeoutMs) {
    OpenSession open = sessionTable.get(sessionId);
    return open != null
        && open.serverId() == config.serverId()
        && (open.timeoutMs() == timeoutMs || !membership().isShared());
  }

  int clampTimeoutMs(int wantedMs) {
    return Math.clamp(wantedMs, config.minSessionTimeoutMs(), config.maxSessionTimeoutMs());
  }

  Reading reading(ClientConnection connection, long sessionId, Credentials credentials) {
    return new Reading(tree, watches, connection, sessionId, credentials);
  }
}
