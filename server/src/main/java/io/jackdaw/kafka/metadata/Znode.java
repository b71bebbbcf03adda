package io.jackdaw.kafka.metadata;

import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.data.Stat;

/**
 * A znode as it was read.
 *
 * @param data empty also where the service keeps null
 * @param ephemeralOwner session that keeps it alive; 0 for a persistent one
 */
public record Znode(byte[] data, int version, long czxid, long ephemeralOwner, long ctimeMs) {
  static Znode of(byte[] data, Stat stat) {
    return new Znode(
        data, stat.getVersion(), stat.getCzxid(), stat.getEphemeralOwner(), stat.getCtime());
  }

  /** The data as text. */
  public String text() {
    return new String(data, StandardCharsets.UTF_8);
  }
}
