package io.jackdaw.zookeeper.wire;

/**
 * What ZooKeeper tells about a znode besides its data: 68 bytes on the wire, in this order.
 *
 * @param ctimeMs milliseconds since 1970; so {@code mtimeMs}
 * @param cversion number of changes to the children, creations and deletions
 * @param ephemeralOwner the owning session, 0 for every other kind of znode
 */
public record Stat(
    long czxid,
    long mzxid,
    long ctimeMs,
    long mtimeMs,
    int version,
    int cversion,
    int aversion,
    long ephemeralOwner,
    int dataLength,
    int numChildren,
    long pzxid) {

  public static void write(JuteWriter writer, Stat stat) {
    writer
        .writeLong(stat.czxid)
        .writeLong(stat.mzxid)
        .writeLong(stat.ctimeMs)
        .writeLong(stat.mtimeMs)
        .writeInt(stat.version)
        .writeInt(stat.cversion)
        .writeInt(stat.aversion)
        .writeLong(stat.ephemeralOwner)
        .writeInt(stat.dataLength)
        .writeInt(stat.numChildren)
        .writeLong(stat.pzxid);
  }
}
