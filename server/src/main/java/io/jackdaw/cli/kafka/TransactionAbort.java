package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.Progress;
import java.util.List;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/** Ends a transaction in one partition by hand. */
public final class TransactionAbort {
  private final Admin admin;
  private final Progress progress;

  public TransactionAbort(Admin admin, Progress progress) {
    this.admin = admin;
    this.progress = progress;
  }

  /**
   * Aborts the transaction that begins at an offset.
   *
   * @throws Failure if none does
   */
  public void startingAt(TopicPartition partition, long offset) {
    for (ProducerState producer :
        progress
            .await(
                "describing producers",
                admin.describeProducers(List.of(partition)).partitionResult(partition))
            .activeProducers()) {
      if (producer.currentTransactionStartOffset().orElse(-1) == offset) {
        abort(
            new AbortTransactionSpec(
                partition,
                producer.producerId(),
                (short) producer.producerEpoch(),
                producer.coordinatorEpoch().orElse(0)));
        return;
      }
    }
    throw new Failure(
        "Could not find any open transactions starting at offset "
            + offset
            + " on partition "
            + partition,
        "`jackdaw transactions producers` shows what is open.");
  }

  public void abort(AbortTransactionSpec spec) {
    progress.await("aborting", admin.abortTransaction(spec).all());
  }
}
