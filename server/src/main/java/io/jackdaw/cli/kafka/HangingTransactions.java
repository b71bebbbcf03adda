package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks for transactions that are open in a partition and that no coordinator will ever end: it
 * does not know the producer, or not the partition, or another epoch. Source: KIP-664.
 */
public final class HangingTransactions {
  private final Admin admin;
  private final Progress progress;

  public HangingTransactions(Admin admin, Progress progress) {
    this.admin = admin;
    this.progress = progress;
  }

  /** A producer with a transaction open in a partition. */
  public record OpenTransaction(TopicPartition partition, ProducerState producer) {}

  /**
   * @param silentMs only transactions without a record for so long
   * @param broker whose replicas to look at; null for the leaders
   */
  public List<OpenTransaction> find(
      Collection<TopicPartition> partitions, @Nullable Integer broker, long silentMs, long nowMs) {
    List<OpenTransaction> open = open(partitions, broker, silentMs, nowMs);
    Set<Long> producers = new HashSet<>();
    open.forEach(it -> producers.add(it.producer().producerId()));
    if (producers.isEmpty()) {
      return List.of();
    }
    Map<Long, String> ids = new HashMap<>();
    for (TransactionListing listing :
        progress.await(
            "listing transactions",
            admin
                .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                .all())) {
      ids.put(listing.producerId(), listing.transactionalId());
    }
    Map<String, TransactionDescription> known =
        ids.isEmpty()
            ? Map.of()
            : progress.await(
                "describing transactions", admin.describeTransactions(ids.values()).all());
    return open.stream()
        .filter(it -> isHanging(it, known.get(ids.getOrDefault(it.producer().producerId(), ""))))
        .toList();
  }

  private List<OpenTransaction> open(
      Collection<TopicPartition> partitions, @Nullable Integer broker, long silentMs, long nowMs) {
    DescribeProducersOptions options = new DescribeProducersOptions();
    if (broker != null) {
      options.brokerId(broker);
    }
    Map<TopicPartition, PartitionProducerState> states =
        progress.await("describing producers", admin.describeProducers(partitions, options).all());
    List<OpenTransaction> open = new ArrayList<>();
    states.forEach(
        (partition, state) ->
            state.activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .filter(producer -> nowMs - producer.lastTimestamp() > silentMs)
                .forEach(producer -> open.add(new OpenTransaction(partition, producer))));
    return open;
  }

  private static boolean isHanging(
      OpenTransaction open, @Nullable TransactionDescription description) {
    return description == null
        || !description.topicPartitions().contains(open.partition())
        || open.producer().producerEpoch() > description.producerEpoch();
  }
}
