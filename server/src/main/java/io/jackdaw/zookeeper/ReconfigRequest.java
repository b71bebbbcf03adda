package io.jackdaw.zookeeper;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.net.Connection;
import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.ensemble.Membership;
import io.jackdaw.zookeeper.ensemble.Reconfiguration;
import io.jackdaw.zookeeper.ensemble.ServerList;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.RequestHeader;

/**
 * A client's {@code reconfig}, until it is proposed: the leader says first whether enough of the
 * servers to be have everything, and the client's later requests wait for that. On the connection's
 * event loop.
 */
final class ReconfigRequest {
  private final ServerContext server;
  private final Connection connection;
  private final ClientConnection client;
  private final LiveSession session;
  private final RequestHeader header;

  ReconfigRequest(
      ServerContext server,
      Connection connection,
      ClientConnection client,
      LiveSession session,
      RequestHeader header) {
    this.server = server;
    this.connection = connection;
    this.client = client;
    this.session = session;
    this.header = header;
  }

  void begin(Reconfiguration asked, Credentials credentials) {
    Membership membership = server.membership();
    Reconfiguration request =
        asked.onTopOf(membership.servers(), server.config().servers().minVoters());
    ServerList next = server.planned(request, credentials);
    if (next == null) {
      propose(request); // It is refused where everybody comes to the same.
      return;
    }
    connection.pauseReading();
    membership.prepare(
        next,
        readiness ->
            connection
                .eventLoop()
                .execute(
                    () -> {
                      connection.resumeReading();
                      if (!client.isGone()) {
                        prepared(request, readiness);
                      }
                    }));
  }

  private void prepared(Reconfiguration request, Readiness readiness) {
    switch (readiness) {
      case READY -> propose(request);
      case NO_QUORUM -> refuse(ErrorCode.NEW_CONFIG_NO_QUORUM);
      case CHANGING -> refuse(ErrorCode.RECONFIG_IN_PROGRESS);
      case UNKNOWN -> connection.close();
    }
  }

  private void propose(Reconfiguration request) {
    client.propose(
        session,
        server.operations().changeMembers(),
        header,
        request.encode(),
        null,
        (zxid, outcome) -> Replies.of(header.xid(), zxid, outcome));
  }

  private void refuse(ErrorCode error) {
    client.answerInOrder(session, header.xid(), Outcome.refused(error));
  }
}
