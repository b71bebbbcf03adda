package io.jackdaw.kafka.coordinator;

import io.jackdaw.log.TransactionMarker;
import io.jackdaw.log.VerificationGuard;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The internal topic that a coordinator keeps its state in. Pessimistic: an append may be refused,
 * and what was written may never be committed.
 */
public interface CoordinatorLog {
  /** Partitions of the topic, as they are; as they will be, while it does not exist. Any thread. */
  int partitions();

  /**
   * Appends records as one batch at the end of a partition; does not wait for its commit. Called on
   * the shard's loop, does not block beyond the write to the page cache.
   *
   * @param leaderEpoch the epoch this coordinator was elected with; another leader's is refused
   * @param producer whose transaction they are part of; null for none
   */
  Append append(
      int partition,
      int leaderEpoch,
      List<CoordinatorRecord> records,
      @Nullable TransactionalProducer producer);

  /** Appends the end of a producer's transaction, as {@link #append} does. */
  Append end(int partition, int leaderEpoch, TransactionMarker marker);

  /**
   * Begins to ask about a producer's transaction, before it writes to a partition.
   *
   * @param epochBumped whether the producer's epoch is new with each transaction (KIP-890), so that
   *     it may be asked about before the marker of the one before is written
   * @return what to append with; null if the transaction is open there, or this broker does not
   *     lead the partition, which the append will say; {@link VerificationGuard#FENCED} if the
   *     epoch is one of the past
   */
  @Nullable VerificationGuard verify(
      int partition, long producerId, short epoch, boolean epochBumped);

  /**
   * Reads a whole partition in order, from its start to its end at the time of the call. Blocks;
   * called on a loading thread.
   *
   * @throws io.jackdaw.disk.StorageException if the log cannot be read
   * @throws org.apache.kafka.common.errors.ApiException if this broker is not the leader any more
   */
  void replay(int partition, int leaderEpoch, Replay replay);

  /**
   * Gives up all records before {@code offset}, which must be committed; nothing happens if this is
   * not the leader any more. Called on the shard's loop.
   */
  void forgetBefore(int partition, int leaderEpoch, long offset);

  /**
   * Tells {@code leadership} of every partition this broker leads, now and later, in order for each
   * partition, on any thread; the listener must return soon.
   */
  void subscribe(Leadership leadership);

  /** The answer to an append. */
  sealed interface Append {
    /**
     * In the leader's log.
     *
     * @param lastOffset of the batch
     * @param committed completes on any thread: with NONE once all in-sync replicas have it, with
     *     an error if that will not happen under this leader
     */
    record Written(long lastOffset, CompletionStage<Errors> committed) implements Append {}

    /** Nothing was written. */
    record Refused(Errors error) implements Append {}
  }

  /** Receives the records of a partition in offset order. */
  interface Replay {
    /**
     * @param producerId of the transaction the record belongs to; −1 when there is none
     * @param key valid during the call only, like {@code value}
     */
    void record(long offset, long producerId, ByteBuffer key, @Nullable ByteBuffer value);

    /** A control record that ends a producer's transaction on this partition. */
    void marker(long offset, long producerId, boolean committed);
  }

  /** Told when this broker becomes or ceases to be the coordinator of a partition. */
  interface Leadership {
    void elected(int partition, int leaderEpoch);

    void resigned(int partition);
  }
}
