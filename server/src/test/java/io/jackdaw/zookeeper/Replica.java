package io.jackdaw.zookeeper;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.acl.Schemes;
import io.jackdaw.zookeeper.op.Command;
import io.jackdaw.zookeeper.op.Operations;
import io.jackdaw.zookeeper.op.Outcome;
import io.jackdaw.zookeeper.op.Rules;
import io.jackdaw.zookeeper.op.WriteOperation;
import io.jackdaw.zookeeper.session.SessionEvents;
import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.Stat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A state machine without a log and without clients: a test feeds it commands one by one. */
final class Replica {
  static final List<AuthId> LOCAL = List.of(new AuthId("ip", "127.0.0.1"));

  final ZnodeTree tree = new ZnodeTree();
  final Watches watches = new Watches();
  final SessionTable sessions = new SessionTable();
  private final Operations operations = new Operations(false);
  private final TreeStateMachine machine =
      new TreeStateMachine(tree, watches, sessions, operations, SessionEvents.UNHEARD);
  private long index;

  /** Number of the server whose commands are made here. */
  int serverId = 1;

  /** An outcome, and the body of its reply. */
  record Answer(long zxid, int error, ByteBuffer body) {
    JuteReader reader() {
      return new JuteReader(body.duplicate());
    }
  }

  /** Applies a command as its proposer does. */
  Answer apply(OpCode code, long session, long timeMs, ByteBuffer body) {
    Outcome[] outcome = new Outcome[1];
    long[] zxid = new long[1];
    ProposedCommand proposed =
        new ProposedCommand(command(operation(code), session, timeMs, body), body) {
          @Override
          void succeeded(long appliedZxid, Outcome done) {
            zxid[0] = appliedZxid;
            outcome[0] = done;
          }

          @Override
          void failed(Exception cause) {
            throw new AssertionError(cause);
          }
        };
    machine.apply(++index, 1, proposed.command().asReadOnlyBuffer(), proposed);
    JuteWriter reply = new JuteWriter();
    if (outcome[0] instanceof Outcome.Done done) {
      done.body().accept(reply);
    }
    return new Answer(zxid[0], outcome[0].error().code(), reply.written());
  }

  /** Applies the bytes of a command, as another replica or a restart does. */
  void replay(ByteBuffer command) {
    machine.apply(++index, 1, command.asReadOnlyBuffer(), null);
  }

  /** The same of a log that says where it is. */
  void replay(long at, long term, ByteBuffer command) {
    machine.apply(at, term, command.asReadOnlyBuffer(), null);
  }

  ByteBuffer encode(OpCode code, long session, long timeMs, ByteBuffer body) {
    return command(operation(code), session, timeMs, body).encode(body);
  }

  private WriteOperation<?> operation(OpCode code) {
    return switch (code) {
      case CREATE_SESSION -> operations.createSession();
      case CLOSE_SESSION -> operations.closeSession();
      case MOVE_SESSION -> operations.moveSession();
      case DELETE_CONTAINER -> operations.deleteContainer();
      default ->
          (WriteOperation<?>) Objects.requireNonNull(operations.forClient(code.code()), "no write");
    };
  }

  private <Q> Command<Q> command(
      WriteOperation<Q> operation, long session, long timeMs, ByteBuffer body) {
    Rules rules = new Rules(false, true, true, Schemes.DEFAULT);
    return Command.of(operation, serverId, session, 7, timeMs, rules, LOCAL, body);
  }

  StateMachine.Snapshot snapshot() {
    return machine.snapshot();
  }

  static byte[] bytesOf(StateMachine.Snapshot snapshot) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    snapshot.writeTo(out);
    snapshot.close();
    return out.toByteArray();
  }

  static Replica restored(byte[] snapshot) throws IOException {
    Replica replica = new Replica();
    replica.machine.restore(new ByteArrayInputStream(snapshot));
    return replica;
  }

  Credentials local() {
    return new Credentials(LOCAL, false);
  }

  /** Everything a client could see of the znodes, but the server's own, as text. */
  String dump() {
    Map<String, String> lines = new TreeMap<>();
    collect("/", lines);
    return String.join("", lines.values());
  }

  private void collect(String path, Map<String, String> lines) {
    Znode znode = Objects.requireNonNull(tree.get(path), path);
    byte[] data = znode.data();
    Stat stat = znode.stat();
    if (!path.equals("/")) {
      lines.put(
          path,
          "%s data=%d czxid=%d mzxid=%d pzxid=%d version=%d cversion=%d owner=%d children=%d%n"
              .formatted(
                  path,
                  data == null || data.length == 0 ? 0 : data[0],
                  stat.czxid(),
                  stat.mzxid(),
                  stat.pzxid(),
                  stat.version(),
                  stat.cversion(),
                  stat.ephemeralOwner(),
                  stat.numChildren()));
    }
    for (String name : znode.childNames()) {
      if (!name.equals("zookeeper")) {
        collect(path.equals("/") ? "/" + name : path + "/" + name, lines);
      }
    }
  }
}
