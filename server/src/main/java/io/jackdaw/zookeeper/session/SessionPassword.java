package io.jackdaw.zookeeper.session;

import java.security.MessageDigest;
import java.util.Random;

/**
 * What a client shows to take its session to another connection: derived from the id in ZooKeeper's
 * way, so that any server can check it. Source: ZooKeeperServer.generatePasswd.
 */
public final class SessionPassword {
  private static final long SECRET = 0xB3415C00L;
  private static final int BYTES = 16;

  private SessionPassword() {}

  public static byte[] of(long sessionId) {
    byte[] password = new byte[BYTES];
    new Random(sessionId ^ SECRET).nextBytes(password);
    return password;
  }

  public static boolean opens(byte[] password, long sessionId) {
    return sessionId != 0 && MessageDigest.isEqual(password, of(sessionId));
  }
}
