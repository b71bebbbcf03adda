package io.jackdaw.security.scram;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server keeps of a password: enough to check it, not enough to use it.
 *
 * <p>As text {@code salt=…,stored_key=…,server_key=…,iterations=…}, bytes in base64, as Kafka keeps
 * it among a user's configuration.
 */
public record ScramCredential(byte[] salt, byte[] storedKey, byte[] serverKey, int iterations) {
  /** Of a password that a client has salted. */
  public static ScramCredential of(
      ScramMechanism mechanism, byte[] salt, byte[] saltedPassword, int iterations) {
    byte[] clientKey = mechanism.hmac(saltedPassword, bytes("Client Key"));
    return new ScramCredential(
        salt,
        mechanism.hash(clientKey),
        mechanism.hmac(saltedPassword, bytes("Server Key")),
        iterations);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public String encode() {
    Base64.Encoder base64 = Base64.getEncoder();
    return "salt=%s,stored_key=%s,server_key=%s,iterations=%d"
        .formatted(
            base64.encodeToString(salt),
            base64.encodeToString(storedKey),
            base64.encodeToString(serverKey),
            iterations);
  }

  /**
   * Reads what {@link #encode} or Kafka wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static ScramCredential decode(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split(",", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    Base64.Decoder base64 = Base64.getDecoder();
    return new ScramCredential(
        base64.decode(field(fields, "salt")),
        base64.decode(field(fields, "stored_key")),
        base64.decode(field(fields, "server_key")),
        Integer.parseInt(field(fields, "iterations")));
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("A SCRAM credential without " + name);
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScramCredential that
        && Arrays.equals(salt, that.salt)
        && Arrays.equals(storedKey, that.storedKey)
        && Arrays.equals(serverKey, that.serverKey)
        && iterations == that.iterations;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(storedKey);
  }

  @Override
  public String toString() {
    return "a SCRAM credential of " + iterations + " iterations";
  }
}
