package io.jackdaw.cli.kafka;

import io.jackdaw.cli.output.OutputOption;
import io.jackdaw.cli.output.Progress;
import io.jackdaw.cli.output.Table;
import io.jackdaw.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jackdaw transactions list|describe|producers|find-hanging|abort}. */
@Command(
    name = "transactions",
    description = "Show transactions, find those that hang, and abort them.",
    synopsisSubcommandLabel = "COMMAND")
public final class TransactionsCommand {
  private final Progress progress = new Progress(System.err);
  private final Clock clock = Clock.system();

  @Command(name = "list", description = "Show transactional ids and where they stand.")
  void list(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Option(
              names = {"-m", "--matching"},
              paramLabel = "PATTERN",
              description = "only ids that match a regular expression.")
          @Nullable String pattern,
      @Option(
              names = "--longer-than",
              paramLabel = "SECONDS",
              description = "only transactions that began longer ago.")
          @Nullable Long longerThan) {
    ListTransactionsOptions options = new ListTransactionsOptions();
    if (pattern != null) {
      options.filterOnTransactionalIdPattern(pattern);
    }
    if (longerThan != null) {
      options.filterOnDuration(Duration.ofSeconds(longerThan).toMillis());
    }
    try (Admin admin = broker.admin()) {
      Table table = Table.of("TRANSACTIONAL-ID", "PRODUCER-ID", "STATE");
      progress.await("listing transactions", admin.listTransactions(options).all()).stream()
          .sorted(Comparator.comparing(TransactionListing::transactionalId))
          .forEach(it -> table.row(it.transactionalId(), it.producerId(), it.state()));
      if (table.isEmpty() && !output.json()) {
        System.err.println("No transactional ids.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  @Command(name = "describe", description = "Show one transactional id.")
  void describe(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "ID", description = "the transactional id.") String id) {
    try (Admin admin = broker.admin()) {
      TransactionDescription it =
          Objects.requireNonNull(
              progress.await(
                  "describing a transaction",
                  admin.describeTransactions(List.of(id)).description(id)));
      Table table =
          Table.of(
              "TRANSACTIONAL-ID",
              "COORDINATOR",
              "PRODUCER-ID",
              "EPOCH",
              "STATE",
              "TIMEOUT-MS",
              "AGE-MS",
              "PARTITIONS");
      Long age =
          it.transactionStartTimeMs().isPresent()
              ? clock.wallMs() - it.transactionStartTimeMs().getAsLong()
              : null;
      String partitions =
          it.topicPartitions().stream()
              .map(TopicPartition::toString)
              .sorted()
              .collect(Collectors.joining(","));
      table.row(
          id,
          it.coordinatorId(),
          it.producerId(),
          it.producerEpoch(),
          it.state(),
          it.transactionTimeoutMs(),
          age,
          partitions);
      table.print(System.out, output.format());
    }
  }

  @Command(name = "producers", description = "Show the producers that a partition remembers.")
  void producers(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "PARTITION") int partition) {
    TopicPartition name = new TopicPartition(topic, partition);
    try (Admin admin = broker.admin()) {
      Table table =
          Table.of(
              "PRODUCER-ID",
              "EPOCH",
              "LAST-SEQUENCE",
              "LAST-TIMESTAMP",
              "COORDINATOR-EPOCH",
              "OPEN-SINCE-OFFSET");
      for (ProducerState it :
          progress
              .await(
                  "describing producers",
                  admin.describeProducers(List.of(name)).partitionResult(name))
              .activeProducers()) {
        table.row(
            it.producerId(),
            it.producerEpoch(),
            it.lastSequence(),
            it.lastTimestamp(),
            it.coordinatorEpoch().isPresent() ? it.coordinatorEpoch().getAsInt() : null,
            it.currentTransactionStartOffset().isPresent()
                ? it.currentTransactionStartOffset().getAsLong()
                : null);
      }
      if (table.isEmpty() && !output.json()) {
        System.err.println(name + " remembers no producers.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  @Command(
      name = "find-hanging",
      description = "Find open transactions that no coordinator will end.")
  void findHanging(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Option(
              names = {"-t", "--topic"},
              description = "only in this topic; all by default.")
          @Nullable String topic,
      @Option(
              names = "--silent-for",
              paramLabel = "SECONDS",
              defaultValue = "900",
              description = "without a record for so long (default: ${DEFAULT-VALUE}).")
          long silentFor) {
    try (Admin admin = broker.admin()) {
      long nowMs = clock.wallMs();
      Table table =
          Table.of("TOPIC", "PARTITION", "START-OFFSET", "PRODUCER-ID", "EPOCH", "AGE-MS");
      new HangingTransactions(admin, progress)
          .find(
              partitions(admin, progress, topic),
              null,
              Duration.ofSeconds(silentFor).toMillis(),
              nowMs)
          .forEach(
              it ->
                  table.row(
                      it.partition().topic(),
                      it.partition().partition(),
                      it.producer().currentTransactionStartOffset().orElse(-1),
                      it.producer().producerId(),
                      it.producer().producerEpoch(),
                      nowMs - it.producer().lastTimestamp()));
      if (table.isEmpty() && !output.json()) {
        System.err.println("No hanging transactions.");
        return;
      }
      table.print(System.out, output.format());
    }
  }

  /** All partitions of one topic, or of all, internal ones too. */
  public static Collection<TopicPartition> partitions(
      Admin admin, Progress progress, @Nullable String topic) {
    Collection<String> topics =
        topic != null
            ? List.of(topic)
            : progress.await(
                "listing topics",
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
    List<TopicPartition> partitions = new ArrayList<>();
    progress
        .await("describing topics", admin.describeTopics(topics).allTopicNames())
        .values()
        .forEach(
            description ->
                description
                    .partitions()
                    .forEach(
                        it ->
                            partitions.add(
                                new TopicPartition(description.name(), it.partition()))));
    return partitions;
  }

  @Command(
      name = "abort",
      description = "Abort the transaction that begins at an offset of a partition.")
  void abort(
      @Mixin BrokerOption broker,
      @Parameters(paramLabel = "TOPIC") String topic,
      @Parameters(paramLabel = "PARTITION") int partition,
      @Parameters(paramLabel = "START-OFFSET") long offset) {
    TopicPartition name = new TopicPartition(topic, partition);
    try (Admin admin = broker.admin()) {
      new TransactionAbort(admin, progress).startingAt(name, offset);
      System.out.println("Aborted the transaction at offset " + offset + " of " + name + ".");
    }
  }
}
