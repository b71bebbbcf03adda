package io.jackdaw.consensus.ratis;

import io.jackdaw.consensus.StateMachine;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of one server: fixed on the apply thread, written by another while entries go on being
 * applied, and only then made known to Ratis, which drops the log that they cover.
 *
 * <p>A file is written beside its place, forced, and renamed into it; its MD5, which Ratis keeps in
 * a file of its own, comes last and makes it count.
 */
final class GroupSnapshots {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSnapshots.class);
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final long MANAGEMENT_TIMEOUT_MS = 10_000;

  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private final long every;
  private final Executor writer;
  private final ClientId client = ClientId.randomId();

  private @Nullable RaftServer server;
  private long covered;
  private boolean writing;
  private CompletableFuture<Long> last = CompletableFuture.completedFuture(-1L);

  /**
   * @param every commands between two snapshots
   * @param writer runs one writing at a time; may block
   */
  GroupSnapshots(long every, Executor writer) {
    this.every = every;
    this.writer = writer;
  }

  void open(RaftStorage files, RaftServer owner) throws IOException {
    storage.init(files);
    synchronized (this) {
      server = owner;
    }
  }

  SimpleStateMachineStorage storage() {
    return storage;
  }

  @Nullable SingleFileSnapshotInfo newest() {
    return storage.getLatestSnapshot();
  }

  void lookAgain() {
    storage.loadLatestSnapshot();
  }

  /** Index of the log that the newest snapshot covers; −1 when there is none. */
  long durableIndex() {
    SingleFileSnapshotInfo newest = newest();
    return newest == null ? -1 : newest.getIndex();
  }

  /** Begins a snapshot if one is due; apply thread, between two entries. */
  synchronized void applied(LoggedBatches batches, TermIndex at) {
    if (covered == 0) {
      covered = batches.commands();
    }
    if (!writing && batches.commands() - covered >= every) {
      begin(batches, at);
    }
  }

  /** Makes a state the beginning of everything, on a server that has nothing yet. */
  void plant(StateMachine.Snapshot state) throws IOException {
    store(LoggedBatches.first(state), TermIndex.valueOf(0, 0));
  }

  private synchronized void begin(LoggedBatches batches, TermIndex at) {
    writing = true;
    covered = batches.commands();
    StateMachine.Snapshot snapshot = batches.snapshot();
    last = CompletableFuture.supplyAsync(() -> write(snapshot, at), writer);
  }

  /** Index covered by the snapshot that is being written, or was last. */
  synchronized CompletableFuture<Long> last() {
    return last;
  }

  private long write(StateMachine.Snapshot snapshot, TermIndex at) {
    try {
      store(snapshot, at);
      dropCoveredLog();
    } catch (IOException failure) {
      LOG.error("No snapshot at {}: {}", at, failure.getMessage(), failure);
    } finally {
      synchronized (this) {
        writing = false;
      }
    }
    return durableIndex();
  }

  private void store(StateMachine.Snapshot snapshot, TermIndex at) throws IOException {
    File place = storage.getSnapshotFile(at.getTerm(), at.getIndex());
    Path beside = place.toPath().resolveSibling(place.getName() + ".writing");
    try (snapshot;
        FileOutputStream file = new FileOutputStream(beside.toFile())) {
      BufferedOutputStream out = new BufferedOutputStream(file, BUFFER_BYTES);
      snapshot.writeTo(out);
      out.flush();
      file.getFD().sync();
    }
    Files.move(beside, place.toPath(), StandardCopyOption.ATOMIC_MOVE);
    MD5Hash checksum = MD5FileUtil.computeAndSaveMd5ForFile(place);
    storage.updateLatestSnapshot(
        new SingleFileSnapshotInfo(new FileInfo(place.toPath(), checksum), at));
  }

  private void dropCoveredLog() throws IOException {
    RaftServer running;
    synchronized (this) {
      running = server;
    }
    if (running != null && running.getLifeCycleState().isRunning()) {
      running.snapshotManagementAsync(
          SnapshotManagementRequest.newCreate(
              client, running.getId(), RaftSettings.GROUP, 1, MANAGEMENT_TIMEOUT_MS, 1));
    }
  }
}
