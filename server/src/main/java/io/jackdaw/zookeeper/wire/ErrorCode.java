package io.jackdaw.zookeeper.wire;

/** Why a request was refused, as numbered on the wire. Source: KeeperException.Code. */
public enum ErrorCode {
  OK(0),
  RUNTIME_INCONSISTENCY(-2),
  MARSHALLING_ERROR(-5),
  UNIMPLEMENTED(-6),
  BAD_ARGUMENTS(-8),
  NEW_CONFIG_NO_QUORUM(-13),
  RECONFIG_IN_PROGRESS(-14),
  NO_NODE(-101),
  NO_AUTH(-102),
  BAD_VERSION(-103),
  NO_CHILDREN_FOR_EPHEMERALS(-108),
  NODE_EXISTS(-110),
  NOT_EMPTY(-111),
  SESSION_EXPIRED(-112),
  INVALID_ACL(-114),
  AUTH_FAILED(-115),
  SESSION_MOVED(-118),
  NOT_READONLY(-119),
  NO_WATCHER(-121),
  RECONFIG_DISABLED(-123),
  SESSION_CLOSED_REQUIRE_SASL_AUTH(-124),
  QUOTA_EXCEEDED(-125),
  /** Not done at all, try again later; what this server says while its disk is full. */
  THROTTLED_OP(-127);

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
