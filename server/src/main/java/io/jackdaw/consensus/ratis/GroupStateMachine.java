package io.jackdaw.consensus.ratis;

import io.jackdaw.consensus.StateMachine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ratis drives: hands committed entries to {@link LoggedBatches}, snapshots to {@link
 * GroupSnapshots}, and messages for the leader to whoever listens.
 */
final class GroupStateMachine extends BaseStateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(GroupStateMachine.class);

  private final LoggedBatches batches;
  private final GroupSnapshots snapshots;
  private final StateMachine.@Nullable Snapshot beginning;
  private final Consumer<ByteBuffer> told;
  private final Runnable stateReplaced;
  private final Consumer<Throwable> onFailure;

  /**
   * @param beginning what a server that has nothing begins with; null for an empty state
   * @param told gets messages for the leader, on Ratis' threads
   * @param onFailure told when the state can no longer be trusted, or not be read
   */
  GroupStateMachine(
      LoggedBatches batches,
      GroupSnapshots snapshots,
      StateMachine.@Nullable Snapshot beginning,
      Consumer<ByteBuffer> told,
      Runnable stateReplaced,
      Consumer<Throwable> onFailure) {
    this.batches = batches;
    this.snapshots = snapshots;
    this.beginning = beginning;
    this.told = told;
    this.stateReplaced = stateReplaced;
    this.onFailure = onFailure;
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
      throws IOException {
    super.initialize(server, group, storage);
    getLifeCycle()
        .startAndTransition(
            () -> {
              snapshots.open(storage, server);
              if (beginning != null) {
                snapshots.plant(beginning);
              }
              load();
            },
            IOException.class);
  }

  /** Another server's snapshot was installed in place of the log that is missing here. */
  @Override
  public void reinitialize() throws IOException {
    snapshots.lookAgain();
    load();
    if (getLifeCycleState() == LifeCycle.State.PAUSED) {
      getLifeCycle().transition(LifeCycle.State.STARTING);
      getLifeCycle().transition(LifeCycle.State.RUNNING);
    }
    stateReplaced.run();
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  private void load() throws IOException {
    SingleFileSnapshotInfo newest = snapshots.newest();
    if (newest == null) {
      return;
    }
    try (InputStream in =
        new BufferedInputStream(Files.newInputStream(newest.getFile().getPath()), 64 * 1024)) {
      batches.restore(in);
    }
    setLastAppliedTermIndex(newest.getTermIndex());
    LOG.info("Restored the ensemble's snapshot {}", newest.getFile().getPath());
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    try {
      batches.apply(
          entry.getTerm(), entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
      updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
      snapshots.applied(batches, TermIndex.valueOf(entry));
    } catch (RuntimeException | Error bug) {
      LOG.error("The ensemble's log cannot be applied at index {}", entry.getIndex(), bug);
      onFailure.accept(bug);
      throw bug;
    }
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  /**
   * An empty message asks for nothing but to have been answered: that is how a reader catches up.
   */
  @Override
  public CompletableFuture<Message> query(Message request) {
    ByteBuffer message = request.getContent().asReadOnlyByteBuffer();
    if (message.hasRemaining()) {
      told.accept(message);
    }
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  @Override
  public long takeSnapshot() {
    return snapshots.durableIndex();
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return snapshots.storage();
  }

  @Override
  public @Nullable SnapshotInfo getLatestSnapshot() {
    return snapshots.newest();
  }
}
