package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/** reconfig (16): refused, as a ZooKeeper that is alone refuses it. */
final class Reconfig implements ReadOperation<Boolean> {
  private final boolean enabled;

  Reconfig(boolean enabled) {
    this.enabled = enabled;
  }

  @Override
  public OpCode code() {
    return OpCode.RECONFIG;
  }

  @Override
  public Boolean decode(JuteReader reader) {
    return Boolean.TRUE;
  }

  @Override
  public Outcome read(Boolean request, Reading reading) {
    return Outcome.refused(enabled ? ErrorCode.UNIMPLEMENTED : ErrorCode.RECONFIG_DISABLED);
  }
}
