package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;

/** reconfig (16): refused, as a ZooKeeper that is alone refuses it. */
final class Reconfig implements ReadOperation<Boolean> {
  /** Joining servers, leaving servers, new members. */
  private static final int STRINGS = 3;

  private final boolean enabled;

  Reconfig(boolean enabled) {
    this.enabled = enabled;
  }

  @Override
  public OpCode code() {
    return OpCode.RECONFIG;
  }

  /** Read, so that a request that cannot be read is refused as such, and not looked at. */
  @Override
  public Boolean decode(JuteReader reader) {
    for (int i = 0; i < STRINGS; i++) {
      reader.readNullableString();
    }
    reader.readLong();
    return Boolean.TRUE;
  }

  @Override
  public Outcome read(Boolean request, Reading reading) {
    return Outcome.refused(enabled ? ErrorCode.UNIMPLEMENTED : ErrorCode.RECONFIG_DISABLED);
  }
}
