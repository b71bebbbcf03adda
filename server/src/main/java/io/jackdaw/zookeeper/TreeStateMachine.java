package io.jackdaw.zookeeper;

import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.ensemble.ServerList;
import io.jackdaw.zookeeper.op.Command;
import io.jackdaw.zookeeper.op.Operations;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.session.SessionEvents;
import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.TreeSnapshotReader;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state: znodes and sessions, changed by one command after the other.
 *
 * <p>Each command has a zxid of its own, also one that is refused: the log's term above 32 bits of
 * a count that starts anew with each term, and always more than the one before.
 */
final class TreeStateMachine implements StateMachine {
  private static final int COUNTER_BITS = 32;

  private final ZnodeTree tree;
  private final Watches watches;
  private final SessionTable sessions;
  private final Operations operations;
  private final SessionEvents sessionEvents;
  private final @Nullable MemberChanges memberChanges;
  private volatile long snapshotZxid = -1;
  private Runnable notices = () -> {};

  /** That of a server which is alone. */
  TreeStateMachine(
      ZnodeTree tree,
      Watches watches,
      SessionTable sessions,
      Operations operations,
      SessionEvents sessionEvents) {
    this(tree, watches, sessions, operations, sessionEvents, null);
  }

  /**
   * @param sessionEvents told of each session that a command has opened, moved or closed
   * @param memberChanges what a change of the servers is done by; null where there is only one
   */
  TreeStateMachine(
      ZnodeTree tree,
      Watches watches,
      SessionTable sessions,
      Operations operations,
      SessionEvents sessionEvents,
      @Nullable MemberChanges memberChanges) {
    this.tree = tree;
    this.watches = watches;
    this.sessions = sessions;
    this.operations = operations;
    this.sessionEvents = sessionEvents;
    this.memberChanges = memberChanges;
  }

  /** Sets what sends the notifications of a command, once its reply is on its way. */
  void sendsNotices(Runnable notices) {
    this.notices = notices;
  }

  @Override
  public void apply(long index, long term, ByteBuffer bytes, @Nullable Proposal proposal) {
    ProposedCommand proposed = proposal instanceof ProposedCommand ours ? ours : null;
    Command<?> command =
        proposed == null ? Command.read(bytes, operations) : proposed.decodedCommand();
    long zxid = Math.max(tree.lastZxid(), term << COUNTER_BITS) + 1;
    Outcome outcome =
        tree.writing(
            () -> {
              tree.applying(index);
              return command.apply(tree, watches, sessions, zxid);
            });
    boolean decided =
        command.operation().code() == OpCode.RECONFIG
            && membersDecided(command, zxid, outcome, proposed);
    if (proposed != null && !decided) {
      proposed.applied(zxid, outcome);
    }
    notices.run();
    switch (command.operation().code()) {
      case CREATE_SESSION, MOVE_SESSION, CLOSE_SESSION ->
          tellOfSession(command.operation().code(), command.sessionId());
      default -> {}
    }
  }

  /** Whether other servers were asked for, and the reply waits until they are those. */
  private boolean membersDecided(
      Command<?> command, long zxid, Outcome outcome, @Nullable ProposedCommand proposed) {
    Znode config = tree.get(ZnodePath.CONFIG);
    ServerList next = config == null ? null : ServerList.parseIfValid(config.data());
    if (next == null
        || memberChanges == null
        || command.sessionId() == 0
        || outcome.error() != ErrorCode.OK) {
      return false;
    }
    memberChanges.decided(
        next,
        () -> {
          if (proposed != null) {
            proposed.applied(zxid, outcome);
          }
        });
    return true;
  }

  private void tellOfSession(OpCode code, long id) {
    OpenSession open = sessions.get(id);
    if (open == null) {
      sessionEvents.closed(id);
    } else if (code == OpCode.CREATE_SESSION) {
      sessionEvents.opened(id, open);
    } else if (code == OpCode.MOVE_SESSION) {
      sessionEvents.moved(id, open);
    }
  }

  @Override
  public Snapshot snapshot() {
    long zxid = tree.lastZxid();
    return new WrittenTree(tree.snapshot(sessions.copy()), () -> snapshotZxid = zxid);
  }

  @Override
  public void restore(InputStream in) throws IOException {
    Map<Long, OpenSession> restored = new TreeSnapshotReader(in).loadInto(tree);
    sessions.load(restored);
    snapshotZxid = tree.lastZxid();
  }

  /** The zxid of the newest snapshot that was written or read, or -1; any thread. */
  long snapshotZxid() {
    return snapshotZxid;
  }
}
