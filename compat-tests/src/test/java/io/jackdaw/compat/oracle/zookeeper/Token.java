package io.jackdaw.compat.oracle.zookeeper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as one printable word: {@code ~} is null, {@code %} is empty, {@code *N} is N times x, and
 * {@code %hh} is a byte that is not a plain character.
 */
final class Token {
  static final String NULL = "~";
  static final String EMPTY = "%";

  private static final int LONG = 64;

  private Token() {}

  static byte @Nullable [] bytes(String token) {
    if (token.equals(NULL)) {
      return null;
    }
    if (token.equals(EMPTY)) {
      return new byte[0];
    }
    if (token.startsWith("*")) {
      byte[] same = new byte[Integer.parseInt(token.substring(1))];
      Arrays.fill(same, (byte) 'x');
      return same;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] text = token.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '%') {
        out.write(Integer.parseInt(token, i + 1, i + 3, 16));
        i += 2;
      } else {
        out.write(text[i]);
      }
    }
    return out.toByteArray();
  }

  static String of(byte @Nullable [] bytes) {
    if (bytes == null) {
      return NULL;
    }
    if (bytes.length == 0) {
      return EMPTY;
    }
    byte[] same = new byte[bytes.length];
    Arrays.fill(same, (byte) 'x');
    if (bytes.length > LONG && Arrays.equals(bytes, same)) {
      return "*" + bytes.length;
    }
    StringBuilder token = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (isPlain(b)) {
        token.append((char) b);
      } else {
        token.append("%%%02x".formatted(b & 0xff));
      }
    }
    return token.toString();
  }

  static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isPlain(byte b) {
    return b > ' ' && b < 0x7f && "%~*[]&|,".indexOf(b) < 0;
  }
}
