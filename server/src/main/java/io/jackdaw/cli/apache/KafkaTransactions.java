package io.jackdaw.cli.apache;

import io.jackdaw.cli.kafka.HangingTransactions;
import io.jackdaw.cli.kafka.TransactionAbort;
import io.jackdaw.cli.kafka.TransactionsCommand;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.cli.output.OutputFormat;
import io.jackdaw.cli.output.Progress;
import io.jackdaw.cli.output.Table;
import io.jackdaw.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kafka-transactions.sh}: lists, describes, finds and aborts transactions. */
@Command(
    name = "kafka-transactions",
    hidden = true,
    mixinStandardHelpOptions = true,
    description =
        "This tool is used to analyze the transactional state of producers in the cluster.",
    synopsisSubcommandLabel = "COMMAND")
public final class KafkaTransactions implements Runnable {
  private static final String NONE = "None";

  @Mixin Connection connection = new Connection();

  private final Progress progress = new Progress(System.err);
  private final Clock clock = Clock.system();

  @Override
  public void run() {
    throw new Failure(
        "too few arguments", "One of list, describe, describe-producers, abort, find-hanging.");
  }

  @Command(name = "list", description = "list transactions")
  void list(
      @Option(names = "--duration-filter") @Nullable Long durationMs,
      @Option(names = "--transactional-id-pattern") @Nullable String pattern) {
    ListTransactionsOptions options = new ListTransactionsOptions();
    if (durationMs != null) {
      options.filterOnDuration(durationMs);
    }
    if (pattern != null) {
      options.filterOnTransactionalIdPattern(pattern);
    }
    try (Admin admin = connection.admin()) {
      Table table = Table.of("TransactionalId", "Coordinator", "ProducerId", "TransactionState");
      progress
          .await("listing transactions", admin.listTransactions(options).allByBrokerId())
          .forEach(
              (broker, listings) ->
                  listings.forEach(
                      it -> table.row(it.transactionalId(), broker, it.producerId(), it.state())));
      print(table);
    }
  }

  @Command(name = "describe", description = "describe the state of an active transactional-id")
  void describe(@Option(names = "--transactional-id", required = true) String id) {
    try (Admin admin = connection.admin()) {
      TransactionDescription it =
          Objects.requireNonNull(
              progress.await(
                  "describing a transaction",
                  admin.describeTransactions(List.of(id)).description(id)));
      OptionalLong start = it.transactionStartTimeMs();
      Table table =
          Table.of(
              "CoordinatorId",
              "TransactionalId",
              "ProducerId",
              "ProducerEpoch",
              "TransactionState",
              "TransactionTimeoutMs",
              "CurrentTransactionStartTimeMs",
              "TransactionDurationMs",
              "TopicPartitions");
      table.row(
          it.coordinatorId(),
          id,
          it.producerId(),
          it.producerEpoch(),
          it.state(),
          it.transactionTimeoutMs(),
          start.isPresent() ? start.getAsLong() : NONE,
          start.isPresent() ? clock.wallMs() - start.getAsLong() : NONE,
          it.topicPartitions().stream()
              .map(TopicPartition::toString)
              .sorted()
              .collect(Collectors.joining(",")));
      print(table);
    }
  }

  @Command(
      name = "describe-producers",
      description = "describe the states of active producers for a topic partition")
  void describeProducers(
      @Option(names = "--broker-id") @Nullable Integer broker,
      @Option(names = "--topic", required = true) String topic,
      @Option(names = "--partition", required = true) int partition) {
    TopicPartition name = new TopicPartition(topic, partition);
    DescribeProducersOptions options = new DescribeProducersOptions();
    if (broker != null) {
      options.brokerId(broker);
    }
    try (Admin admin = connection.admin()) {
      Table table =
          Table.of(
              "ProducerId",
              "ProducerEpoch",
              "LatestCoordinatorEpoch",
              "LastSequence",
              "LastTimestamp",
              "CurrentTransactionStartOffset");
      progress
          .await(
              "describing producers",
              admin.describeProducers(List.of(name), options).partitionResult(name))
          .activeProducers()
          .forEach(
              it -> {
                OptionalInt epoch = it.coordinatorEpoch();
                OptionalLong start = it.currentTransactionStartOffset();
                table.row(
                    it.producerId(),
                    it.producerEpoch(),
                    epoch.orElse(-1),
                    it.lastSequence(),
                    it.lastTimestamp(),
                    start.isPresent() ? start.getAsLong() : NONE);
              });
      print(table);
    }
  }

  @Command(
      name = "abort",
      description = "abort a hanging transaction (requires administrative privileges)")
  void abort(
      @Option(names = "--topic", required = true) String topic,
      @Option(names = "--partition", required = true) int partition,
      @Option(names = "--start-offset") @Nullable Long startOffset,
      @Option(names = "--producer-id") @Nullable Long producerId,
      @Option(names = "--producer-epoch") @Nullable Short producerEpoch,
      @Option(names = "--coordinator-epoch") @Nullable Integer coordinatorEpoch) {
    TopicPartition name = new TopicPartition(topic, partition);
    try (Admin admin = connection.admin()) {
      TransactionAbort abort = new TransactionAbort(admin, progress);
      if (startOffset != null) {
        abort.startingAt(name, startOffset);
      } else if (producerId != null && producerEpoch != null && coordinatorEpoch != null) {
        abort.abort(
            new AbortTransactionSpec(
                name, producerId, producerEpoch, Math.max(0, coordinatorEpoch)));
      } else {
        throw new Failure(
            "The transaction to abort must be identified either with --start-offset (for brokers"
                + " on 3.0 or above) or with --producer-id, --producer-epoch, and"
                + " --coordinator-epoch (for older brokers)",
            "");
      }
    }
  }

  @Command(name = "find-hanging", description = "find hanging transactions")
  void findHanging(
      @Option(names = "--broker-id") @Nullable Integer broker,
      @Option(names = "--max-transaction-timeout", defaultValue = "15") long minutes,
      @Option(names = "--topic") @Nullable String topic,
      @Option(names = "--partition") @Nullable Integer partition) {
    if (broker == null && topic == null) {
      throw new Failure(
          "The `find-hanging` command requires either --topic or --broker-id to limit the scope of"
              + " the search",
          "");
    }
    try (Admin admin = connection.admin()) {
      Collection<TopicPartition> partitions =
          TransactionsCommand.partitions(admin, progress, topic).stream()
              .filter(it -> partition == null || it.partition() == partition)
              .toList();
      long nowMs = clock.wallMs();
      Table table =
          Table.of(
              "Topic",
              "Partition",
              "ProducerId",
              "ProducerEpoch",
              "CoordinatorEpoch",
              "StartOffset",
              "LastTimestamp",
              "Duration(min)");
      new HangingTransactions(admin, progress)
          .find(partitions, broker, TimeUnit.MINUTES.toMillis(minutes), nowMs)
          .forEach(
              it ->
                  table.row(
                      it.partition().topic(),
                      it.partition().partition(),
                      it.producer().producerId(),
                      it.producer().producerEpoch(),
                      it.producer().coordinatorEpoch().orElse(-1),
                      it.producer().currentTransactionStartOffset().orElse(-1),
                      it.producer().lastTimestamp(),
                      TimeUnit.MILLISECONDS.toMinutes(nowMs - it.producer().lastTimestamp())));
      print(table);
    }
  }

  private static void print(Table table) {
    table.print(System.out, OutputFormat.text);
  }
}
