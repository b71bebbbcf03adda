package io.jackdaw.compat.oracle.zookeeper;

import io.jackdaw.compat.rig.WireBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Turns requests into the bytes of their frames. */
final class RequestBytes {
  private static final int END = -1;

  private final String root;
  private final LongUnaryOperator since;

  /**
   * @param root what {@code @} stands for
   * @param since the zxid so many commands after the last one seen
   */
  RequestBytes(String root, LongUnaryOperator since) {
    this.root = root;
    this.since = since;
  }

  /** Header and body, without the frame's length. */
  byte[] of(int xid, Request request) {
    byte[] body = body(request);
    byte[] sent = Arrays.copyOf(body, Math.max(0, body.length - request.missing()));
    return new WireBytes().int32(xid).int32(code(request)).raw(sent).toBytes();
  }

  private static int code(Request request) {
    return request.operation() == Operation.NUMBER
        ? Integer.parseInt(request.arguments().getFirst())
        : request.operation().code();
  }

  private byte[] body(Request request) {
    WireBytes out = new WireBytes();
    Iterator<String> values = request.arguments().iterator();
    for (String kind : request.operation().asked()) {
      if (kind.equals("parts")) {
        request.parts().forEach(part -> out.int32(code(part)).int8(0).int32(END).raw(body(part)));
        out.int32(END).int8(1).int32(END);
      } else {
        write(kind, values.next(), out);
      }
    }
    return out.toBytes();
  }

  private void write(String kind, String value, WireBytes out) {
    switch (kind) {
      case "number" -> {}
      case "path" -> buffer(path(value), out);
      case "text", "data" -> buffer(Token.bytes(value), out);
      case "hex" ->
          out.raw(value.equals(Token.EMPTY) ? new byte[0] : HexFormat.of().parseHex(value));
      case "int" -> out.int32(Integer.parseInt(value));
      case "long" -> out.int64(Long.parseLong(value));
      case "flag" -> out.int8(Integer.parseInt(value));
      case "zxid" -> out.int64(value.equals("zero") ? 0 : since.applyAsLong(Long.parseLong(value)));
      case "paths" -> vector(value, out, path -> buffer(path(path), out));
      case "acl" -> vector(value, out, entry -> acl(entry, out));
      default -> throw new IllegalArgumentException("no kind of value " + kind);
    }
  }

  private byte @Nullable [] path(String value) {
    byte[] bytes = Token.bytes(value);
    return bytes == null
        ? null
        : new String(bytes, StandardCharsets.UTF_8)
            .replace("@", root)
            .getBytes(StandardCharsets.UTF_8);
  }

  private static void buffer(byte @Nullable [] bytes, WireBytes out) {
    if (bytes == null) {
      out.int32(-1);
    } else {
      out.buffer(bytes);
    }
  }

  private interface Element {
    void write(String text);
  }

  private static void vector(String value, WireBytes out, Element element) {
    if (value.equals(Token.NULL)) {
      out.int32(-1);
      return;
    }
    String[] elements = value.equals(Token.EMPTY) ? new String[0] : value.split(",");
    out.int32(elements.length);
    Arrays.stream(elements).forEach(element::write);
  }

  /** {@code permissions:scheme:id}. */
  private static void acl(String entry, WireBytes out) {
    String[] parts = entry.split(":", 3);
    out.int32(Integer.parseInt(parts[0]));
    buffer(Token.bytes(parts[1]), out);
    buffer(Token.bytes(parts[2]), out);
  }
}
