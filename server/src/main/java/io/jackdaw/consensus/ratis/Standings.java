package io.jackdaw.consensus.ratis;

import io.jackdaw.consensus.Ensemble.Role;
import io.jackdaw.consensus.Ensemble.Standing;
import io.jackdaw.time.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows where this server stands, by looking often: Ratis tells of some changes, of others it
 * does not. Looks on the loop; any thread may ask.
 */
final class Standings {
  static final Standing UNKNOWN = new Standing(Role.LOOKING, 0, 0);

  private static final Logger LOG = LoggerFactory.getLogger(Standings.class);
  private static final long LOOK_MS = 10;
  private static final long HAND_OVER_MS = 2000;

  /** Two seconds: longer than an election takes when all is well. */
  private static final int RENEW_AFTER_LOOKS = 200;

  private final RaftServer.Division division;
  private final PeerConnections.Holder connections;
  private final EventLoop loop;
  private final long silenceMs;
  private final Consumer<Standing> changed;
  private volatile Standing current = UNKNOWN;
  private volatile boolean stopped;

  /** Looks without a leader, in a row. */
  private int looking;

  /**
   * @param silenceMs after which an observer, which elects nobody, takes its leader for lost
   */
  Standings(
      RaftServer.Division division,
      PeerConnections.Holder connections,
      EventLoop loop,
      long silenceMs,
      Consumer<Standing> changed) {
    this.division = division;
    this.connections = connections;
    this.loop = loop;
    this.silenceMs = silenceMs;
    this.changed = changed;
  }

  void start() {
    loop.execute(this::look);
  }

  void stop() {
    stopped = true;
  }

  Standing current() {
    return current;
  }

  private void look() {
    if (stopped) {
      return;
    }
    Standing now = stands();
    if (!now.equals(current)) {
      current = now;
      LOG.info(
          "Stands otherwise role={} leader={} term={}", now.role(), now.leaderId(), now.term());
      changed.accept(now);
    }
    looking = now.role() == Role.LOOKING ? looking + 1 : 0;
    if (looking > 0 && looking % RENEW_AFTER_LOOKS == 0) {
      connections.renew(others());
    }
    loop.schedule(LOOK_MS, this::look);
  }

  private List<RaftPeer> others() {
    return division.getRaftConf().getAllPeers().stream()
        .filter(peer -> !peer.getId().equals(division.getId()))
        .toList();
  }

  private Standing stands() {
    DivisionInfo info = division.getInfo();
    RaftPeerId leader = info.getLeaderId();
    long term = info.getCurrentTerm();
    RaftPeerRole role = info.getCurrentRole();
    if (role == RaftPeerRole.LEADER && info.isLeaderReady()) {
      return new Standing(Role.LEADING, RaftSettings.serverId(division.getId()), term);
    }
    if (leader == null || role == RaftPeerRole.LEADER || role == RaftPeerRole.CANDIDATE) {
      return new Standing(Role.LOOKING, 0, term);
    }
    if (role == RaftPeerRole.LISTENER) {
      return isSilent(info)
          ? new Standing(Role.LOOKING, 0, term)
          : new Standing(Role.OBSERVING, RaftSettings.serverId(leader), term);
    }
    return new Standing(Role.FOLLOWING, RaftSettings.serverId(leader), term);
  }

  private boolean isSilent(DivisionInfo info) {
    RoleInfoProto role = info.getRoleInfoProto();
    return role.hasFollowerInfo()
        && role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs() > 2 * silenceMs;
  }

  /** Lets another server lead, if this one does, so that nobody has to find out that it is gone. */
  void handOver() {
    if (!division.getInfo().isLeader()) {
      return;
    }
    List<RaftPeerId> others =
        division.getRaftConf().getCurrentPeers().stream()
            .map(RaftPeer::getId)
            .filter(id -> !id.equals(division.getId()))
            .sorted((a, b) -> Long.compare(committed(b), committed(a)))
            .toList();
    for (RaftPeerId other : others) {
      try {
        TransferLeadershipRequest request =
            new TransferLeadershipRequest(
                ClientId.randomId(), division.getId(), RaftSettings.GROUP, 1, other, HAND_OVER_MS);
        if (division.getRaftServer().transferLeadership(request).isSuccess()) {
          LOG.info("Leadership handed over to={}", other);
          return;
        }
      } catch (IOException refused) {
        LOG.info("Leadership not handed over to={}: {}", other, refused.getMessage());
      }
    }
  }

  private long committed(RaftPeerId peer) {
    return division.getCommitInfos().stream()
        .filter(info -> info.getServer().getId().toStringUtf8().equals(peer.toString()))
        .mapToLong(CommitInfoProto::getCommitIndex)
        .findFirst()
        .orElse(0);
  }
}
