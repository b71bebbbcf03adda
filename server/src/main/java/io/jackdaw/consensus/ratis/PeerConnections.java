package io.jackdaw.consensus.ratis;

import java.net.SocketException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * The connections between servers: Ratis' own over gRPC, and a way to make them anew at once.
 *
 * <p>gRPC waits ever longer, up to two minutes, before it tries a server again that was gone, and
 * Ratis' elections do not tell it to hurry: two servers, one of which was away for a minute, would
 * find no leader for another. So a server that looks for a leader in vain forgets that its peers
 * were gone.
 *
 * <p>Ratis makes the instance, by the name of this class; the parameters lead back to who asked.
 */
public final class PeerConnections implements RpcType {
  private static final String HOLDER = "jackdaw.ensemble.connections";

  /** Where the connections of one server are found once they are made. */
  static final class Holder {
    private volatile @Nullable GrpcServices services;

    /** Forgets how long {@code peers} were gone; any thread. */
    void renew(Iterable<RaftPeer> peers) {
      GrpcServices made = services;
      if (made != null) {
        for (RaftPeer peer : peers) {
          made.handleException(peer.getId(), new SocketException("no leader yet"), true);
        }
      }
    }
  }

  /** The parameters that lead Ratis to {@code holder}. */
  static Parameters parameters(Holder holder) {
    Parameters parameters = new Parameters();
    parameters.put(HOLDER, holder, Holder.class);
    return parameters;
  }

  @Override
  public String name() {
    return PeerConnections.class.getName();
  }

  @Override
  public RpcFactory newFactory(Parameters parameters) {
    return new Factory(parameters);
  }

  private static final class Factory extends GrpcFactory {
    private final Holder holder;

    Factory(Parameters parameters) {
      super(parameters);
      this.holder = parameters.getNonNull(HOLDER, Holder.class);
    }

    @Override
    public GrpcServices newRaftServerRpc(RaftServer server) {
      GrpcServices made = super.newRaftServerRpc(server);
      holder.services = made;
      return made;
    }
  }
}
