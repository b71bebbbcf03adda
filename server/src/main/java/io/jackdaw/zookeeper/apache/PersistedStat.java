package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.wire.JuteWriter;
import java.io.IOException;

/**
 * What Apache's files tell about a znode besides its data: 60 bytes, in this order.
 *
 * @param ctimeMs milliseconds since 1970; so {@code mtimeMs}
 * @param creations children ever created, which Apache keeps as cversion
 * @param owner as in {@link io.jackdaw.zookeeper.tree.EphemeralOwner}
 */
public record PersistedStat(
    long czxid,
    long mzxid,
    long ctimeMs,
    long mtimeMs,
    int version,
    int creations,
    int aversion,
    long owner,
    long pzxid) {

  static PersistedStat read(JuteStream in) throws IOException {
    return new PersistedStat(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong());
  }

  void write(JuteWriter writer) {
    writer
        .writeLong(czxid)
        .writeLong(mzxid)
        .writeLong(ctimeMs)
        .writeLong(mtimeMs)
        .writeInt(version)
        .writeInt(creations)
        .writeInt(aversion)
        .writeLong(owner)
        .writeLong(pzxid);
  }
}
