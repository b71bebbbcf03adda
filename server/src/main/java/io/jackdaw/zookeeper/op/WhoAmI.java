package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.acl.AuthScheme;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.List;

/** whoAmI (107): what the requester is known as. */
final class WhoAmI implements ReadOperation<Boolean> {
  @Override
  public OpCode code() {
    return OpCode.WHO_AM_I;
  }

  @Override
  public Boolean decode(JuteReader reader) {
    return Boolean.TRUE;
  }

  @Override
  public Outcome read(Boolean request, Reading reading) {
    List<AuthId> shown = reading.credentials().ids().stream().map(WhoAmI::shown).toList();
    return Outcome.done(OpCode.WHO_AM_I, writer -> writer.writeVector(shown, AuthId::write));
  }

  private static AuthId shown(AuthId id) {
    AuthScheme scheme = AuthScheme.named(id.scheme());
    return new AuthId(id.scheme(), scheme == null ? "" : scheme.userName(id.id()));
  }
}
