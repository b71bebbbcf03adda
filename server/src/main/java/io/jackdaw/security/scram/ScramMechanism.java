package io.jackdaw.security.scram;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The SCRAM mechanisms that Kafka has, with the arithmetic of RFC 5802. Any thread. */
public enum ScramMechanism {
  SHA_256("SCRAM-SHA-256", 1, "SHA-256", "HmacSHA256"),
  SHA_512("SCRAM-SHA-512", 2, "SHA-512", "HmacSHA512");

  private static final List<ScramMechanism> ALL = List.of(values());

  private final String text;
  private final byte id;
  private final String hash;
  private final String mac;

  ScramMechanism(String text, int id, String hash, String mac) {
    this.text = text;
    this.id = (byte) id;
    this.hash = hash;
    this.mac = mac;
  }

  /** Its registered name. */
  public String text() {
    return text;
  }

  /** Its number in Kafka's protocol. */
  public byte id() {
    return id;
  }

  /** Null if there is no such mechanism. */
  public static @Nullable ScramMechanism of(byte id) {
    return ALL.stream().filter(it -> it.id == id).findFirst().orElse(null);
  }

  /** Null if there is no such mechanism. */
  public static @Nullable ScramMechanism of(String text) {
    return ALL.stream().filter(it -> it.text.equals(text)).findFirst().orElse(null);
  }

  /** H(). */
  public byte[] hash(byte[] data) {
    try {
      return MessageDigest.getInstance(hash).digest(data);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** HMAC(). */
  public byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac function = Mac.getInstance(mac);
      function.init(new SecretKeySpec(key, mac));
      return function.doFinal(data);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Hi(): the password, salted and made slow to guess. */
  public byte[] salted(byte[] password, byte[] salt, int iterations) {
    byte[] first = new byte[salt.length + Integer.BYTES];
    System.arraycopy(salt, 0, first, 0, salt.length);
    first[first.length - 1] = 1;
    byte[] last = hmac(password, first);
    byte[] result = last.clone();
    for (int i = 1; i < iterations; i++) {
      last = hmac(password, last);
      for (int j = 0; j < result.length; j++) {
        result[j] ^= last[j];
      }
    }
    return result;
  }
}
