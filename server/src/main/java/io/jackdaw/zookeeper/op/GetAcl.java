package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import java.util.List;

/** getACL (6): a znode's access control list; who may not administer it sees no digests. */
final class GetAcl implements ReadOperation<String> {
  @Override
  public OpCode code() {
    return OpCode.GET_ACL;
  }

  @Override
  public String decode(JuteReader reader) {
    return reader.readString();
  }

  @Override
  public Outcome read(String path, Reading reading) {
    Znode znode = reading.get(path);
    if (znode == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!reading.permits(znode, Acl.READ | Acl.ADMIN)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    List<Acl> shown =
        reading.permits(znode, Acl.ADMIN)
            ? znode.acl()
            : znode.acl().stream().map(GetAcl::withoutDigest).toList();
    Stat stat = znode.stat();
    return Outcome.done(
        OpCode.GET_ACL,
        writer -> {
          writer.writeVector(shown, Acl::write);
          Stat.write(writer, stat);
        });
  }

  private static Acl withoutDigest(Acl acl) {
    AuthId id = acl.id();
    return id.scheme().equals("digest")
        ? new Acl(acl.permissions(), new AuthId("digest", id.id().replaceAll(":.*", ":x")))
        : acl;
  }
}
