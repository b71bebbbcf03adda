package io.jackdaw.zookeeper.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operations of the client protocol and their numbers on the wire. Source: ZooDefs.OpCode. */
public enum OpCode {
  CREATE(1, "CREA"),
  DELETE(2, "DELE"),
  EXISTS(3, "EXIS"),
  GET_DATA(4, "GETD"),
  SET_DATA(5, "SETD"),
  GET_ACL(6, "GETA"),
  SET_ACL(7, "SETA"),
  GET_CHILDREN(8, "GETC"),
  SYNC(9, "SYNC"),
  PING(11, "PING"),
  GET_CHILDREN2(12, "GETC"),
  CHECK(13, "CHEC"),
  MULTI(14, "MULT"),
  CREATE2(15, "CREA"),
  RECONFIG(16, "RECO"),
  CHECK_WATCHES(17, "CHKW"),
  REMOVE_WATCHES(18, "REMW"),
  CREATE_CONTAINER(19, "CREA"),
  DELETE_CONTAINER(20, "DELE"),
  CREATE_TTL(21, "CREA"),
  MULTI_READ(22, "MLTR"),
  AUTH(100, "AUTH"),
  SET_WATCHES(101, "SETW"),
  SASL(102, "SASL"),
  GET_EPHEMERALS(103, "GETE"),
  GET_ALL_CHILDREN_NUMBER(104, "GETACN"),
  SET_WATCHES2(105, "STW2"),
  ADD_WATCH(106, "ADDW"),
  WHO_AM_I(107, "HOMI"),
  CREATE_SESSION(-10, "SESS"),
  CLOSE_SESSION(-11, "CLOS"),
  /** Ours, between servers only: a session goes on over another server. */
  MOVE_SESSION(-12, "MOVE"),
  /** Only inside multi results: the sub-request was refused. */
  ERROR(-1, "ERRO");

  private static final Map<Integer, OpCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(OpCode::code, Function.identity()));

  private final int code;
  private final String lastOperation;

  OpCode(int code, String lastOperation) {
    this.code = code;
    this.lastOperation = lastOperation;
  }

  public int code() {
    return code;
  }

  /** The abbreviation that {@code cons} shows as a connection's last operation. */
  public String lastOperation() {
    return lastOperation;
  }

  /** Whether it is logged, and waits for the disk. */
  public boolean isUpdate() {
    return switch (this) {
      case CREATE,
          CREATE2,
          CREATE_CONTAINER,
          CREATE_TTL,
          DELETE,
          DELETE_CONTAINER,
          SET_DATA,
          SET_ACL,
          CHECK,
          MULTI,
          RECONFIG,
          CREATE_SESSION,
          CLOSE_SESSION ->
          true;
      default -> false;
    };
  }

  /** The operation with this number, or null if there is none. */
  public static @Nullable OpCode of(int code) {
    return BY_CODE.get(code);
  }
}
