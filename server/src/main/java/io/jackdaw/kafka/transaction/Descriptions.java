package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.DescribeTransactionsResponseData;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TopicData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.protocol.Errors;

/** Answers DescribeTransactions and ListTransactions. */
final class Descriptions {
  private final TransactionTable table;
  private final MarkersInFlight markers;

  Descriptions(TransactionTable table, MarkersInFlight markers) {
    this.table = table;
    this.markers = markers;
  }

  DescribeTransactionsResponseData.TransactionState describe(String id) {
    Transaction transaction = table.find(id);
    if (transaction == null) {
      return refused(id, Errors.TRANSACTIONAL_ID_NOT_FOUND);
    }
    DescribeTransactionsResponseData.TransactionState answer =
        new DescribeTransactionsResponseData.TransactionState()
            .setTransactionalId(id)
            .setProducerId(transaction.producerId())
            .setProducerEpoch(transaction.epoch())
            .setTransactionState(transaction.phase().publicName())
            .setTransactionTimeoutMs(transaction.timeoutMs())
            .setTransactionStartTimeMs(transaction.startMs());
    partitions(id, transaction).stream()
        .sorted(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition))
        .forEach(
            partition -> {
              TopicData topic = answer.topics().find(partition.topic());
              if (topic == null) {
                topic = new TopicData().setTopic(partition.topic());
                answer.topics().add(topic);
              }
              topic.partitions().add(partition.partition());
            });
    return answer;
  }

  /** A transaction on its way to its end has but those that still wait for their marker. */
  private Set<TopicPartition> partitions(String id, Transaction transaction) {
    return transaction.phase().isEnding()
        ? markers.missing(id, transaction)
        : transaction.partitions();
  }

  static DescribeTransactionsResponseData.TransactionState refused(String id, Errors error) {
    return new DescribeTransactionsResponseData.TransactionState()
        .setTransactionalId(id)
        .setErrorCode(error.code());
  }

  List<ListTransactionsResponseData.TransactionState> list(TransactionFilter filter, long nowMs) {
    List<ListTransactionsResponseData.TransactionState> found = new ArrayList<>();
    table
        .all()
        .forEach(
            (id, transaction) -> {
              if (filter.passes(transaction, nowMs)) {
                found.add(
                    new ListTransactionsResponseData.TransactionState()
                        .setTransactionalId(id)
                        .setProducerId(transaction.producerId())
                        .setTransactionState(transaction.phase().publicName()));
              }
            });
    return found;
  }
}
