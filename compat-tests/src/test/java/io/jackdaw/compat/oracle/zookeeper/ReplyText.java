package io.jackdaw.compat.oracle.zookeeper;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the bytes of replies and watch events into words, through a {@link Sight}. */
final class ReplyText {
  private final Sight sight;
  private ByteBuffer in = ByteBuffer.allocate(0);

  ReplyText(Sight sight) {
    this.sight = sight;
  }

  /** A whole reply, from behind its header. */
  String reply(int xid, long zxid, int error, ByteBuffer body, Operation operation) {
    in = body;
    StringBuilder text =
        new StringBuilder("xid=" + xid + " zxid=" + sight.zxid(zxid) + " error=" + error);
    if (body.hasRemaining()) {
      for (String kind : operation.answered()) {
        text.append(' ').append(kind).append('=').append(shown(kind));
      }
    }
    return text.append(rest()).toString();
  }

  /** A watch event, from behind its header. */
  String event(long zxid, int error, ByteBuffer body) {
    in = body;
    String text =
        "event zxid=%s error=%d type=%d state=%d path=%s"
            .formatted(sight.zxid(zxid), error, in.getInt(), in.getInt(), text());
    return text + rest();
  }

  /** The reply to a connect request. */
  String connected(ByteBuffer body, byte[] knownPassword, String name) {
    in = body;
    int protocol = in.getInt();
    int timeoutMs = in.getInt();
    long sessionId = in.getLong();
    byte[] password = buffer();
    boolean known = java.util.Arrays.equals(password, knownPassword);
    int passwordLength = password == null ? -1 : password.length;
    if (sessionId != 0) {
      sight.name(sessionId, name);
    }
    return "connected protocol=%d timeout=%d session=%s password=%s of %d%s"
        .formatted(
            protocol,
            timeoutMs,
            sight.session(sessionId),
            known ? "known" : "new",
            passwordLength,
            rest());
  }

  private String rest() {
    if (!in.hasRemaining()) {
      return "";
    }
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return " rest=" + HexFormat.of().formatHex(rest);
  }

  private String shown(String kind) {
    return switch (kind) {
      case "text" -> text();
      case "data" -> Token.of(buffer());
      case "int" -> Integer.toString(in.getInt());
      case "stat" -> stat();
      case "names" -> sorted(vector(this::text)).toString();
      case "acl" -> acls().toString();
      case "ids" -> sorted(vector(() -> text() + ":" + text())).toString();
      case "results" -> results();
      case "rest" -> rest();
      default -> throw new IllegalArgumentException("no kind of value " + kind);
    };
  }

  private byte @Nullable [] buffer() {
    int length = in.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String text() {
    byte[] bytes = buffer();
    return bytes == null ? Token.NULL : sight.path(new String(bytes, StandardCharsets.UTF_8));
  }

  private static List<String> sorted(List<String> elements) {
    return elements.stream().sorted().toList();
  }

  /** In its order, unless it may come from a set of digests. */
  private List<String> acls() {
    List<String> entries = vector(this::acl);
    return entries.stream().filter(entry -> entry.contains(":digest:")).count() > 1
        ? sorted(entries)
        : entries;
  }

  private String acl() {
    return in.getInt() + ":" + text() + ":" + text();
  }

  private String stat() {
    long czxid = in.getLong();
    long mzxid = in.getLong();
    String ctime = sight.time(in.getLong(), czxid);
    String mtime = sight.time(in.getLong(), mzxid);
    return "{czxid=%s mzxid=%s ctime=%s mtime=%s version=%d cversion=%d aversion=%d owner=%s length=%d children=%d pzxid=%s}"
        .formatted(
            sight.zxid(czxid),
            sight.zxid(mzxid),
            ctime,
            mtime,
            in.getInt(),
            in.getInt(),
            in.getInt(),
            sight.session(in.getLong()),
            in.getInt(),
            in.getInt(),
            sight.zxid(in.getLong()));
  }

  private List<String> vector(Supplier<String> element) {
    int count = in.getInt();
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(element.get());
    }
    return elements;
  }

  private String results() {
    List<String> results = new ArrayList<>();
    while (in.hasRemaining()) {
      int type = in.getInt();
      boolean done = in.get() != 0;
      int error = in.getInt();
      String header = "%d/%s/%d".formatted(type, done, error);
      results.add(done ? header : header + result(type));
    }
    return results.toString();
  }

  private String result(int type) {
    return switch (type) {
      case -1 -> " " + in.getInt();
      case 1 -> " " + text();
      case 15, 19, 21 -> " " + text() + " " + stat();
      case 4 -> " " + Token.of(buffer()) + " " + stat();
      case 5 -> " " + stat();
      case 8 -> " " + shown("names");
      default -> "";
    };
  }
}
