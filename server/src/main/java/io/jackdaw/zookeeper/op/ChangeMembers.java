package io.jackdaw.zookeeper.op;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jackdaw.zookeeper.ensemble.Reconfiguration;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import io.jackdaw.zookeeper.wire.ZnodePath;

/**
 * reconfig (16) in an ensemble: decides who the servers are to be, which {@code /zookeeper/config}
 * shows from here on. A server itself proposes it, too, to have that znode show who they are.
 */
final class ChangeMembers implements WriteOperation<Reconfiguration> {
  @Override
  public OpCode code() {
    return OpCode.RECONFIG;
  }

  @Override
  public Reconfiguration decode(JuteReader reader) {
    return Reconfiguration.read(reader);
  }

  /** The server itself has none. */
  @Override
  public boolean needsSession() {
    return false;
  }

  @Override
  public Outcome apply(Reconfiguration request, Applying applying) {
    long session = applying.change().sessionId();
    if (session != 0 && applying.sessions().get(session) == null) {
      return Outcome.refused(ErrorCode.SESSION_EXPIRED);
    }
    Znode znode = applying.get(ZnodePath.CONFIG);
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    return switch (request.plan(znode.data())) {
      case Reconfiguration.Plan.Refused refused -> Outcome.refused(refused.error());
      case Reconfiguration.Plan.Next next -> {
        if (!applying.permits(znode, Acl.WRITE)) {
          yield Outcome.refused(ErrorCode.NO_AUTH);
        }
        byte[] data = next.servers().withVersion(applying.change().zxid()).text().getBytes(UTF_8);
        Stat stat = applying.change().setConfiguration(ZnodePath.CONFIG, data).stat();
        yield Outcome.done(
            OpCode.RECONFIG,
            writer -> {
              writer.writeBuffer(data);
              Stat.write(writer, stat);
            });
      }
    };
  }
}
