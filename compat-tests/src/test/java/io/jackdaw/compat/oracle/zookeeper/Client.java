package io.jackdaw.compat.oracle.zookeeper;

import io.jackdaw.compat.rig.WireBytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One client of a run: its socket, if any, and the session it has. */
final class Client {
  private static final String UNKNOWN_OPERATION = "error=-6";
  private static final int PATIENCE_MS = 8_000;
  private static final int EVENT_XID = -1;
  private static final byte[] NO_PASSWORD = new byte[16];

  private final String name;
  private final IntSupplier ports;
  private final Sight sight;
  private final ReplyText text;
  private @Nullable Socket socket;
  private @Nullable DataInputStream in;
  private @Nullable DataOutputStream out;
  private long sessionId;
  private byte[] password = NO_PASSWORD;
  private final List<Left> left = new ArrayList<>();
  private int port;
  private int sessions;
  private int xid;
  private long seenZxid;

  /** A session that it no longer uses, and that lives on. */
  private record Left(long sessionId, byte[] password) {}

  /**
   * @param ports which server to connect to, asked each time
   */
  Client(String name, IntSupplier ports, Sight sight) {
    this.name = name;
    this.ports = ports;
    this.sight = sight;
    this.text = new ReplyText(sight);
  }

  boolean isConnected() {
    return socket != null;
  }

  boolean hasSession() {
    return sessionId != 0;
  }

  /** Where it last connected. */
  int port() {
    return port;
  }

  /** The largest zxid in any header it was sent. */
  long seenZxid() {
    return seenZxid;
  }

  // ---- connecting ----------------------------------------------------------------------------

  List<String> open(int timeoutMs) {
    cut();
    if (hasSession()) {
      left.add(new Left(sessionId, password));
    }
    sessionId = 0;
    password = NO_PASSWORD;
    sessions++;
    return connect(timeoutMs);
  }

  /** Connects with the session it has, leaving an older socket to the server to close. */
  List<String> resume(int timeoutMs) {
    List<String> seen = new ArrayList<>();
    Socket older = socket;
    DataInputStream olderIn = in;
    seen.addAll(connect(timeoutMs));
    if (older != null && olderIn != null) {
      seen.add("older socket " + end(older, olderIn));
    }
    return seen;
  }

  /** Tries a wrong password, and keeps the right one. */
  List<String> guess(int timeoutMs) {
    cut();
    Client other = new Client(name, ports, sight);
    other.sessionId = sessionId;
    other.password = new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    other.sessions = sessions;
    List<String> seen = other.connect(timeoutMs);
    if (other.socket != null && other.in != null) {
      seen.add(end(other.socket, other.in));
      other.cut();
    }
    return seen;
  }

  private List<String> connect(int timeoutMs) {
    List<String> seen = new ArrayList<>();
    try {
      port = ports.getAsInt();
      Socket opened = new Socket(InetAddress.getLoopbackAddress(), port);
      opened.setTcpNoDelay(true);
      opened.setSoTimeout(PATIENCE_MS);
      socket = opened;
      in = new DataInputStream(new BufferedInputStream(opened.getInputStream(), 1 << 16));
      out = new DataOutputStream(opened.getOutputStream());
      byte[] request =
          new WireBytes()
              .int32(0)
              .int64(0)
              .int32(timeoutMs)
              .int64(sessionId)
              .buffer(password)
              .int8(0)
              .toBytes();
      writeFrames(List.of(request));
      ByteBuffer reply = readFrame();
      sessionId = reply.getLong(8);
      byte[] known = password;
      byte[] told = new byte[Math.max(0, reply.getInt(16))];
      reply.get(20, told);
      String label = name + "#" + sessions;
      seen.add(text.connected(reply, known, label));
      if (sessionId == 0) {
        seen.add(end(opened, in));
        cut();
      } else {
        password = told;
      }
    } catch (IOException e) {
      seen.add(closed(e));
    }
    return seen;
  }

  void cut() {
    Socket open = socket;
    socket = null;
    in = null;
    out = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  /** What is still sent on a socket before the server closes it. */
  private static String end(Socket socket, DataInputStream in) {
    try (socket) {
      return "closed after " + in.readAllBytes().length + " bytes";
    } catch (SocketTimeoutException e) {
      return "left open";
    } catch (IOException e) {
      return "closed";
    }
  }

  /** Closes every session it has or had, so that none ends by itself later. */
  void closeSessions(int timeoutMs, String root) {
    if (hasSession()) {
      left.add(new Left(sessionId, password));
    }
    cut();
    for (Left session : left) {
      sessionId = session.sessionId;
      password = session.password;
      connect(timeoutMs);
      send(List.of(Request.of(Operation.CLOSE_SESSION)), root);
      cut();
    }
  }

  // ---- talking -------------------------------------------------------------------------------

  /** Sends all, then reads until all are answered; every frame is a line. */
  List<String> send(List<Request> requests, String root) {
    List<String> seen = new ArrayList<>();
    List<byte[]> frames = new ArrayList<>();
    RequestBytes bytes = new RequestBytes(root, more -> sight.after(seenZxid, more));
    for (Request request : requests) {
      frames.add(bytes.of(nextXid(request.operation()), request));
    }
    try {
      writeFrames(frames);
      for (Request request : requests) {
        seen.addAll(readReply(request.operation()));
        if (seen.getLast().endsWith(UNKNOWN_OPERATION)) {
          readEnd();
        }
      }
    } catch (IOException e) {
      seen.add(closed(e));
    }
    return seen;
  }

  /** Waits for the server to hang up: a ping may be faster than that, and be answered. */
  private void readEnd() throws IOException {
    while (true) {
      readFrame();
    }
  }

  /** Sends a ping and gives what came before its answer. */
  List<String> barrier() {
    List<String> seen = ping();
    seen.addAll(pong());
    return seen;
  }

  /** The first half of {@link #barrier}. */
  List<String> ping() {
    try {
      writeFrames(List.of(new WireBytes().int32(-2).int32(Operation.PING.code()).toBytes()));
      return new ArrayList<>();
    } catch (IOException e) {
      return new ArrayList<>(List.of(closed(e)));
    }
  }

  /** The second half; the answer itself is no line. */
  List<String> pong() {
    List<String> seen = new ArrayList<>();
    if (socket != null) {
      try {
        seen.addAll(readReply(Operation.PING));
        seen.removeLast();
      } catch (IOException e) {
        seen.add(closed(e));
      }
    }
    return seen;
  }

  private int nextXid(Operation operation) {
    return switch (operation) {
      case PING -> -2;
      case ADD_AUTH -> -4;
      case SET_WATCHES, SET_WATCHES2 -> -8;
      default -> ++xid;
    };
  }

  private List<String> readReply(Operation operation) throws IOException {
    List<String> seen = new ArrayList<>();
    while (true) {
      ByteBuffer frame = readFrame();
      int frameXid = frame.getInt();
      long zxid = frame.getLong();
      int error = frame.getInt();
      if (frameXid == EVENT_XID) {
        seen.add(text.event(zxid, error, frame));
      } else {
        seenZxid = Math.max(seenZxid, zxid);
        sight.header(zxid, error);
        seen.add(text.reply(frameXid, zxid, error, frame, operation));
        return seen;
      }
    }
  }

  private void writeFrames(List<byte[]> frames) throws IOException {
    DataOutputStream to = out;
    if (to == null) {
      throw new IOException("not connected");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(ByteBuffer.allocate(4).putInt(frame.length).array());
      all.writeBytes(frame);
    }
    to.write(all.toByteArray());
  }

  private ByteBuffer readFrame() throws IOException {
    DataInputStream from = in;
    if (from == null) {
      throw new IOException("not connected");
    }
    byte[] body = new byte[from.readInt()];
    from.readFully(body);
    return ByteBuffer.wrap(body);
  }

  private String closed(IOException cause) {
    cut();
    return cause instanceof SocketTimeoutException ? "no answer" : "closed";
  }
}
