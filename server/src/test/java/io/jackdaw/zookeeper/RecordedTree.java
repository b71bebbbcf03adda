package io.jackdaw.zookeeper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.OpCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The znode tree as a server has it, for a simulated log, and the commands that made it. */
public final class RecordedTree implements StateMachine {
  private static final int SESSIONS = 4;
  private static final int NAMES = 6;

  private final ListMachine list = new ListMachine();
  private Replica tree = new Replica();

  @Override
  public void apply(long index, long term, ByteBuffer command, @Nullable Proposal proposal) {
    list.apply(index, term, command.duplicate(), proposal);
    tree.replay(index, term, command);
  }

  /** Everything applied so far, in hexadecimal. */
  public List<String> commands() {
    return list.commands();
  }

  /** Everything there is in the tree, and its sessions, in one order. */
  public String state() {
    Map<String, String> lines = new TreeMap<>();
    collect("/", lines);
    for (long session = 1; session <= SESSIONS; session++) {
      lines.put("session " + session, String.valueOf(tree.sessions.get(session)));
    }
    lines.put("zxid", Long.toString(tree.tree.lastZxid()));
    return lines.toString();
  }

  private void collect(String path, Map<String, String> lines) {
    Znode znode = Objects.requireNonNull(tree.tree.get(path), path);
    lines.put(path, znode.stat() + " " + znode.acl() + " " + Arrays.toString(znode.data()));
    for (String name : znode.childNames()) {
      collect(path.equals("/") ? "/" + name : path + "/" + name, lines);
    }
  }

  @Override
  public Snapshot snapshot() {
    Snapshot commands = list.snapshot();
    Snapshot znodes = tree.snapshot();
    return new Snapshot() {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        commands.writeTo(first);
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(first.size());
        data.write(first.toByteArray());
        data.flush();
        znodes.writeTo(out);
      }

      @Override
      public void close() {
        commands.close();
        znodes.close();
      }
    };
  }

  @Override
  public void restore(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    list.restore(new ByteArrayInputStream(data.readNBytes(data.readInt())));
    tree = Replica.restored(data.readAllBytes());
  }

  /**
   * Something that clients of {@code server} may ask for, of few sessions and few znodes.
   *
   * @param number makes it different from all others
   */
  public byte[] any(RandomGenerator random, int server, int number) {
    tree.serverId = server;
    long session = 1 + random.nextInt(SESSIONS);
    String path = "/" + (char) ('a' + random.nextInt(NAMES));
    if (random.nextInt(3) == 0) {
      path += "/" + (char) ('a' + random.nextInt(NAMES));
    }
    byte[] data = Integer.toString(number).getBytes(US_ASCII);
    int version = random.nextInt(4) - 1;
    ByteBuffer command =
        switch (random.nextInt(10)) {
          case 0 -> encode(OpCode.CREATE_SESSION, session, number, Requests.timeout(4000));
          case 1 -> encode(OpCode.MOVE_SESSION, session, number, Requests.timeout(4000));
          case 2 -> encode(OpCode.CLOSE_SESSION, session, number, Requests.nothing());
          case 3, 4, 5 ->
              encode(
                  OpCode.CREATE, session, number, Requests.create(path, data, random.nextInt(4)));
          case 6 -> encode(OpCode.DELETE, session, number, Requests.pathAndVersion(path, version));
          case 7 ->
              encode(
                  OpCode.MULTI,
                  session,
                  number,
                  Requests.multi(
                      List.of(
                          new Requests.Part(OpCode.CREATE, Requests.create(path, data, 1)),
                          new Requests.Part(
                              OpCode.SET_DATA, Requests.setData("/a", data, version)))));
          default ->
              encode(OpCode.SET_DATA, session, number, Requests.setData(path, data, version));
        };
    byte[] bytes = new byte[command.remaining()];
    command.get(bytes);
    return bytes;
  }

  private ByteBuffer encode(OpCode code, long session, long timeMs, ByteBuffer body) {
    return tree.encode(code, session, timeMs, body);
  }
}
