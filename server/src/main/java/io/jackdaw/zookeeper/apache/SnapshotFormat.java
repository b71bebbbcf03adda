package io.jackdaw.zookeeper.apache;

import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** What reader and writer of Apache's snapshots share. */
final class SnapshotFormat {
  static final int MAGIC = 0x5a4b534e; // ZKSN
  static final int VERSION = 2;
  static final int DIGEST_VERSION = 2;

  /** The id of the list that lets everybody do everything, which is in no table. */
  static final long OPEN_ACL = -1;

  private static final int STAT_BYTES = 60;

  private SnapshotFormat() {}

  static void checkHeader(JuteStream in, int magic, String what) throws IOException {
    int found = in.readInt();
    if (found != magic) {
      throw new IOException(
          "not %s of Apache ZooKeeper: it begins with %08x".formatted(what, found));
    }
    int version = in.readInt();
    if (version != VERSION) {
      throw new NewerFormatException(
          "it has format version %d, known is %d: a newer server wrote it"
              .formatted(version, VERSION));
    }
    in.readLong(); // The database id, which no server looks at.
  }

  /**
   * What a znode adds to the digest of its tree. Apache leaves out what is below {@code
   * /zookeeper}.
   *
   * @param path empty for the root
   */
  static long digest(String path, byte @Nullable [] data, PersistedStat stat) {
    if (path.startsWith(ZnodePath.ZOOKEEPER + "/")) {
      return 0;
    }
    CRC32 crc = new CRC32();
    crc.update(path.getBytes(StandardCharsets.UTF_8));
    if (data != null) {
      crc.update(data);
    }
    JuteWriter writer = new JuteWriter();
    writer.writeLong(stat.czxid()).writeLong(stat.mzxid()).writeLong(stat.pzxid());
    writer.writeLong(stat.ctimeMs()).writeLong(stat.mtimeMs());
    writer.writeInt(stat.version()).writeInt(stat.creations()).writeInt(stat.aversion());
    crc.update(writer.writeLong(stat.owner()).written().limit(STAT_BYTES));
    return crc.getValue();
  }
}
