package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.EphemeralOwner;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.CreateMode;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * create (1), create2 (15), createContainer (19) and createTTL (21): adds a znode. The steps and
 * their order, which decides between errors, are those of PrepRequestProcessor.pRequest2TxnCreate.
 */
final class Create implements WriteOperation<Create.Request> {
  private static final long NO_TTL = -1;

  private final OpCode code;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Request(String path, byte @Nullable [] data, List<Acl> acl, int flags, long ttlMs) {}

  Create(OpCode code) {
    this.code = code;
  }

  @Override
  public OpCode code() {
    return code;
  }

  @Override
  public Request decode(JuteReader reader) {
    return new Request(
        reader.readString(),
        reader.readBuffer(),
        reader.readVector(Acl::read),
        reader.readInt(),
        code == OpCode.CREATE_TTL ? reader.readLong() : NO_TTL);
  }

  @Override
  public Outcome apply(Request request, Applying applying) {
    CreateMode mode = CreateMode.of(request.flags);
    if (mode == null) {
      return Outcome.refused(ErrorCode.BAD_ARGUMENTS);
    }
    if (mode.hasTimeToLive() && !applying.rules().extendedTypes()) {
      return Outcome.refused(ErrorCode.UNIMPLEMENTED);
    }
    boolean validTtl =
        mode.hasTimeToLive() ? EphemeralOwner.isValidTtl(request.ttlMs) : code != OpCode.CREATE_TTL;
    if (!validTtl || !ZnodePath.hasParent(request.path)) {
      return Outcome.refused(ErrorCode.BAD_ARGUMENTS);
    }
    List<Acl> acl = applying.resolve(request.acl);
    if (acl.isEmpty()) {
      return Outcome.refused(ErrorCode.INVALID_ACL);
    }
    Znode parent = applying.get(ZnodePath.parentOf(request.path));
    if (parent == null) {
      return Outcome.refused(ErrorCode.NO_NODE);
    }
    if (!applying.permits(parent, Acl.CREATE)) {
      return Outcome.refused(ErrorCode.NO_AUTH);
    }
    String path =
        mode.isSequential()
            ? request.path + String.format(Locale.ROOT, "%010d", parent.sequence())
            : request.path;
    if (!ZnodePath.isValid(path)) {
      return Outcome.refused(ErrorCode.BAD_ARGUMENTS);
    }
    if (applying.get(path) != null) {
      return Outcome.refused(ErrorCode.NODE_EXISTS);
    }
    if (EphemeralOwner.isSession(parent.owner())) {
      return Outcome.refused(ErrorCode.NO_CHILDREN_FOR_EPHEMERALS);
    }
    if (applying.exceedsQuota(path, 1, request.data == null ? 0 : request.data.length)) {
      return Outcome.refused(ErrorCode.QUOTA_EXCEEDED);
    }
    long owner = owner(mode, request.ttlMs, applying.change().sessionId());
    return done(path, applying.change().create(path, request.data, acl, owner).stat());
  }

  private long owner(CreateMode mode, long ttlMs, long sessionId) {
    return switch (code) {
      case CREATE_CONTAINER -> EphemeralOwner.CONTAINER;
      case CREATE_TTL -> EphemeralOwner.ofTtl(ttlMs);
      default -> mode.isEphemeral() ? sessionId : EphemeralOwner.NONE;
    };
  }

  private Outcome done(String path, Stat stat) {
    if (code == OpCode.CREATE) {
      return Outcome.done(OpCode.CREATE, writer -> writer.writeString(path));
    }
    return Outcome.done(
        OpCode.CREATE2,
        writer -> {
          writer.writeString(path);
          Stat.write(writer, stat);
        });
  }
}
