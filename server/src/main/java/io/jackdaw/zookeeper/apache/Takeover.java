package io.jackdaw.zookeeper.apache;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.StorageException;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xerial.snappy.SnappyInputStream;

/**
 * Reads the state of an Apache ZooKeeper server of 3.4 to 3.9 from its data directory: the newest
 * whole snapshot, and all transactions logged after it. Nothing in that directory is changed.
 */
public final class Takeover {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
  private static final int FIRST_OF_SERVER = 1;
  private static final long COUNTER_MASK = 0xffff_ffffL;

  private final Disk disk;
  private final DataDirectory directory;
  private final boolean trustEmpty;

  /**
   * What was found.
   *
   * @param sessions timeouts in milliseconds by id
   */
  public record State(ZnodeTree tree, Map<Long, Integer> sessions) {}

  /**
   * @param trustEmpty whether logs without any snapshot are the whole history ({@code
   *     snapshot.trust.empty})
   */
  public Takeover(Disk disk, Path dataDir, Path dataLogDir, boolean trustEmpty) {
    this.disk = disk;
    this.directory = new DataDirectory(disk, dataDir, dataLogDir);
    this.trustEmpty = trustEmpty;
  }

  /**
   * The state, or null if the directory holds no file of Apache ZooKeeper.
   *
   * @throws StorageException if a file is damaged, missing or too new, with its name and a remedy
   */
  public @Nullable State read() {
    if (directory.isEmpty()) {
      return null;
    }
    LOG.info("Taking over the data of Apache ZooKeeper in {}", directory.snapshotDirectory());
    List<DataDirectory.NamedFile> snapshots = directory.snapshots();
    Replay replay = snapshots.isEmpty() ? withoutSnapshot() : newest(snapshots);
    for (DataDirectory.NamedFile log : directory.logsAfter(replay.zxid())) {
      replayLog(log, replay);
    }
    State state = replay.finish();
    LOG.info(
        "Taken over zxid=0x{} znodes={} sessions={}; the old files stay as they are",
        Long.toHexString(state.tree().lastZxid()),
        state.tree().count(),
        state.sessions().size());
    return state;
  }

  private Replay newest(List<DataDirectory.NamedFile> snapshots) {
    @Nullable String firstFailure = null;
    for (DataDirectory.NamedFile snapshot : snapshots) {
      ZnodeTree tree = new ZnodeTree();
      TreeVisitor visitor = new TreeVisitor(tree);
      try (InputStream in = open(snapshot.path())) {
        new SnapshotReader(in).read(visitor);
        return new Replay(tree, visitor.sessions(), snapshot.zxid());
      } catch (NewerFormatException newer) {
        throw new StorageException(
            snapshot.path()
                + " cannot be taken over: "
                + newer.getMessage()
                + ". Nothing was changed; go on with the server that wrote it",
            newer);
      } catch (IOException unreadable) {
        String failure = snapshot.path() + " cannot be read: " + unreadable.getMessage();
        firstFailure = firstFailure == null ? failure : firstFailure;
        LOG.warn("{}; trying what came before it", failure);
      }
    }
    throw new StorageException(
        firstFailure
            + ". No snapshot in "
            + directory.snapshotDirectory()
            + " is whole; restore one from a copy, or from another server of the ensemble");
  }

  private Replay withoutSnapshot() {
    long first = directory.logs().getFirst().zxid();
    if (!trustEmpty && (first & COUNTER_MASK) != FIRST_OF_SERVER) {
      throw new StorageException(
          "There are transaction logs from zxid 0x"
              + Long.toHexString(first)
              + " on in "
              + directory.logDirectory()
              + " but no snapshot in "
              + directory.snapshotDirectory()
              + ": copy the snapshots too; or, if the logs are the whole history, start once with"
              + " snapshot.trust.empty=true");
    }
    return new Replay(new ZnodeTree(), new HashMap<>(), 0);
  }

  private InputStream open(Path path) throws IOException {
    DiskFile file = disk.openReadOnly(path);
    try {
      InputStream raw = new FileStream(file);
      String name = path.toString();
      if (name.endsWith(".gz")) {
        return new GZIPInputStream(raw, 64 * 1024);
      }
      return name.endsWith(".snappy") ? new SnappyInputStream(raw) : raw;
    } catch (IOException unreadable) {
      file.close();
      throw unreadable;
    }
  }

  private void replayLog(DataDirectory.NamedFile log, Replay replay) {
    try (InputStream in = new FileStream(disk.openReadOnly(log.path()))) {
      TransactionLogReader reader = new TransactionLogReader(in);
      for (Transaction next = reader.next(); next != null; next = reader.next()) {
        replay.apply(next);
      }
    } catch (IOException damaged) {
      throw new StorageException(
          log.path()
              + " cannot be taken over: "
              + damaged.getMessage()
              + ". Start Apache ZooKeeper on the directory, which tells whether it can; or take the"
              + " directory of another server of the ensemble",
          damaged);
    }
  }
}
