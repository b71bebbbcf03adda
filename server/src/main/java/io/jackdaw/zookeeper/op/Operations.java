package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.ensemble.Reconfiguration;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All operations, by code. Immutable. */
public final class Operations {
  private final Map<OpCode, Operation<?>> byCode = new EnumMap<>(OpCode.class);
  private final CreateSession createSession = new CreateSession();
  private final CloseSession closeSession = new CloseSession();
  private final MoveSession moveSession = new MoveSession();
  private final ChangeMembers changeMembers = new ChangeMembers();
  private final DeleteContainer deleteContainer = new DeleteContainer();

  private final @Nullable Operation<?> refusedReconfig;

  /** Of a server that is alone. */
  public Operations(boolean reconfigEnabled) {
    this(reconfigEnabled, false);
  }

  /**
   * @param reconfigEnabled decides how a reconfig is refused
   * @param shared whether there are other servers, and so what it changes
   */
  public Operations(boolean reconfigEnabled, boolean shared) {
    List<WriteOperation<?>> insideMulti =
        List.of(
            new Create(OpCode.CREATE),
            new Create(OpCode.CREATE2),
            new Create(OpCode.CREATE_CONTAINER),
            new Create(OpCode.CREATE_TTL),
            new Delete(),
            new SetData(),
            new Check());
    List<ReadOperation<WatchingRequest>> insideMultiRead =
        List.of(new GetData(), new GetChildren(OpCode.GET_CHILDREN));
    insideMulti.forEach(this::add);
    insideMultiRead.forEach(this::add);
    add(new Multi(insideMulti));
    add(new MultiRead(insideMultiRead));
    add(new SetAcl());
    add(createSession);
    add(closeSession);
    add(moveSession);
    add(deleteContainer);
    add(new Exists());
    add(new GetChildren(OpCode.GET_CHILDREN2));
    add(new GetAcl());
    add(new Ping());
    add(new Sync());
    add(new SetWatches(OpCode.SET_WATCHES));
    add(new SetWatches(OpCode.SET_WATCHES2));
    add(new AddWatch());
    add(new WatchLookup(OpCode.CHECK_WATCHES));
    add(new WatchLookup(OpCode.REMOVE_WATCHES));
    add(new GetEphemerals());
    add(new GetAllChildrenNumber());
    add(new WhoAmI());
    Reconfig refusal = new Reconfig(reconfigEnabled);
    add(shared ? changeMembers : refusal);
    refusedReconfig = shared && !reconfigEnabled ? refusal : null;
  }

  private void add(Operation<?> operation) {
    byCode.put(operation.code(), operation);
  }

  /** The operation that a client asks for, or null if clients may not, or nobody can. */
  public @Nullable Operation<?> forClient(int code) {
    OpCode known = OpCode.of(code);
    if (known == null) {
      return null;
    }
    return switch (known) {
      case RECONFIG -> refusedReconfig == null ? byCode.get(known) : refusedReconfig;
      case CHECK, CREATE_SESSION, MOVE_SESSION, DELETE_CONTAINER -> null;
      default -> byCode.get(known);
    };
  }

  /** Opens a session; its body is the timeout. */
  public WriteOperation<Integer> createSession() {
    return createSession;
  }

  /** Changes who the servers are. */
  public WriteOperation<Reconfiguration> changeMembers() {
    return changeMembers;
  }

  /** Moves a session to the proposing server; its body is the timeout. */
  public WriteOperation<Integer> moveSession() {
    return moveSession;
  }

  /** Closes a session; its body is empty. */
  public WriteOperation<Boolean> closeSession() {
    return closeSession;
  }

  /** Removes a container or an expired znode; its body is the path. */
  public WriteOperation<String> deleteContainer() {
    return deleteContainer;
  }

  /** The operation of a command; null if it is no write. */
  @Nullable WriteOperation<?> write(OpCode code) {
    if (code == OpCode.RECONFIG) {
      return changeMembers;
    }
    return byCode.get(code) instanceof WriteOperation<?> write ? write : null;
  }
}
