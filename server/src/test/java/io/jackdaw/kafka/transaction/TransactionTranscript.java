package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.FakeCoordinatorLog;
import io.jackdaw.kafka.transaction.TransactionRecord.Stored;
import io.jackdaw.kafka.transaction.TransactionRecord.Tombstone;
import io.jackdaw.log.TransactionMarker;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DescribeTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Plays a text of commands against a coordinator on a fake loop, a fake log and fake partitions,
 * and writes down all that it answers, stores and sends. A line that begins with {@code >} is a
 * command, {@code > verb key=value…}; everything that happens because of it follows, in order.
 * Lines that begin with {@code #} are comments.
 *
 * <p>The transactional id is {@code t}. Time is told since the beginning, in milliseconds.
 */
final class TransactionTranscript {
  private static final int PARTITION = 0;

  private final FakeClock clock = new FakeClock();
  private final long begin = clock.wallMs();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final FakeCoordinatorLog log = new FakeCoordinatorLog();
  private final TransactionRecordCodec codec = new TransactionRecordCodec();
  private final StringBuilder out = new StringBuilder();
  private final Map<TopicPartition, Errors> targets = new LinkedHashMap<>();
  private final Set<TopicPartition> deleted =
      new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
  private TransactionCoordinator coordinator = coordinator();
  private long ids = 100;
  private int seen;
  private int epoch;

  private TransactionCoordinator coordinator() {
    TransactionCoordinator created =
        new TransactionCoordinator(
            TransactionConfig.of(Map.of("transaction.max.timeout.ms", "60000")),
            log,
            () -> CompletableFuture.completedStage(ids++),
            new Target(),
            List.of(loop),
            Runnable::run,
            clock);
    created.start();
    log.elect(PARTITION, ++epoch);
    loop.runReady();
    return created;
  }

  /** Partitions that take markers, or refuse them as a command said. */
  private final class Target implements MarkerTarget {
    @Override
    public CompletionStage<Errors> write(TopicPartition partition, TransactionMarker marker) {
      Errors error = targets.getOrDefault(partition, Errors.NONE);
      out.append(
          "  marker %s %s producer=%d/%d coordinator=%d%s -> %s%n"
              .formatted(
                  partition,
                  marker.commits() ? "commit" : "abort",
                  marker.producerId(),
                  marker.producerEpoch(),
                  marker.coordinatorEpoch(),
                  marker.epochBumped() ? " bumped" : "",
                  error));
      return CompletableFuture.completedStage(error);
    }

    @Override
    public boolean exists(TopicPartition partition) {
      return !deleted.contains(partition);
    }
  }

  /** The transcript with the outputs that this run had. */
  static String play(String text) {
    TransactionTranscript transcript = new TransactionTranscript();
    for (String line : text.lines().toList()) {
      if (line.startsWith(">")) {
        transcript.out.append(line).append('\n');
        transcript.command(line.substring(1).strip());
      } else if (line.startsWith("#") || line.isBlank()) {
        transcript.out.append(line).append('\n');
      }
    }
    return transcript.out.toString();
  }

  private void command(String line) {
    String[] words = line.split("\\s+");
    Map<String, String> args = new LinkedHashMap<>();
    Arrays.stream(words)
        .filter(word -> word.contains("="))
        .forEach(word -> args.put(word.split("=", 2)[0], word.split("=", 2)[1]));
    switch (words[0]) {
      case "init" ->
          answer(
              coordinator.initialize(
                  new InitRequest(
                      "t",
                      Integer.parseInt(args.getOrDefault("timeout", "60000")),
                      producer(args.get("producer")))));
      case "add" -> answer(coordinator.add(add(args)));
      case "verify" -> answer(coordinator.verify(add(args)));
      case "commit", "abort" ->
          answer(
              coordinator.end(
                  new EndRequest(
                      "t",
                      required(args.get("producer")),
                      words[0].equals("commit"),
                      version(args))));
      case "describe" -> answer(coordinator.describe("t"));
      case "pass" -> loop.advance(Long.parseLong(words[1]));
      case "partition" -> partition(words[1], words[2]);
      case "hold" -> log.hold();
      case "release" -> log.commit();
      case "refuse" -> log.refuse(Errors.valueOf(words[1]));
      case "restart" -> restart();
      case "store" -> store(args);
      default -> throw new IllegalArgumentException(line);
    }
    loop.runReady();
    stored();
  }

  private void partition(String name, String behaviour) {
    TopicPartition partition = partitions(name).iterator().next();
    switch (behaviour) {
      case "ok" -> targets.remove(partition);
      case "deleted" -> {
        targets.put(partition, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        deleted.add(partition);
      }
      default -> targets.put(partition, Errors.valueOf(behaviour));
    }
  }

  private void restart() {
    coordinator.close();
    log.unsubscribeAll();
    loop.runReady();
    coordinator = coordinator();
  }

  /** Puts a state into the log that would take long to come to: only after that, restart. */
  private void store(Map<String, String> args) {
    ProducerIdAndEpoch producer = required(args.get("producer"));
    log.add(
        PARTITION,
        codec.encode(
            new Stored(
                "t",
                new Transaction(
                    producer.producerId(),
                    -1,
                    -1,
                    producer.epoch(),
                    (short) -1,
                    1000,
                    TransactionPhase.valueOf(args.get("phase")),
                    partitions(args.getOrDefault("partitions", "")),
                    clock.wallMs(),
                    clock.wallMs(),
                    version(args)))));
  }

  private static AddRequest add(Map<String, String> args) {
    return new AddRequest(
        "t", required(args.get("producer")), partitions(args.get("partitions")), version(args));
  }

  private static short version(Map<String, String> args) {
    return Short.parseShort(args.getOrDefault("version", "2"));
  }

  private static Set<TopicPartition> partitions(String names) {
    return Arrays.stream(names.split(","))
        .filter(name -> !name.isEmpty())
        .map(
            name ->
                new TopicPartition(
                    name.substring(0, name.lastIndexOf('-')),
                    Integer.parseInt(name.substring(name.lastIndexOf('-') + 1))))
        .collect(Collectors.toSet());
  }

  private static @Nullable ProducerIdAndEpoch producer(@Nullable String text) {
    return text == null ? null : required(text);
  }

  private static ProducerIdAndEpoch required(String text) {
    String[] parts = text.split("/");
    return new ProducerIdAndEpoch(Long.parseLong(parts[0]), Short.parseShort(parts[1]));
  }

  private void answer(CompletionStage<?> stage) {
    stage.thenAccept(answer -> out.append("  ").append(shown(answer)).append('\n'));
  }

  private static String shown(Object answer) {
    return switch (answer) {
      case ProducerAnswer(Errors error, long id, short producerEpoch) ->
          error == Errors.NONE ? "NONE producer=%d/%d".formatted(id, producerEpoch) : "" + error;
      case TransactionState it ->
          it.errorCode() != 0
              ? "" + Errors.forCode(it.errorCode())
              : "%s producer=%d/%d"
                  .formatted(it.transactionState(), it.producerId(), it.producerEpoch());
      default -> answer.toString();
    };
  }

  private void stored() {
    List<CoordinatorRecord> records = log.records(PARTITION);
    for (; seen < records.size(); seen++) {
      CoordinatorRecord record = records.get(seen);
      TransactionRecord decoded = codec.decode(record.key(), record.value());
      switch (decoded) {
        case Stored(String id, Transaction it) -> out.append("  stored ").append(shown(it));
        case Tombstone(String id) -> out.append("  stored tombstone");
        case null -> throw new IllegalStateException("not ours");
      }
      out.append('\n');
    }
  }

  private String shown(Transaction it) {
    String partitions =
        it.partitions().stream().map(Object::toString).sorted().collect(Collectors.joining(","));
    return "%s producer=%d/%d%s partitions=[%s] started=%s updated=%s"
        .formatted(
            it.phase(),
            it.producerId(),
            it.epoch(),
            it.nextProducerId() < 0 ? "" : " next=" + it.nextProducerId(),
            partitions,
            it.startMs() < 0 ? "-" : "" + (it.startMs() - begin),
            it.lastUpdateMs() - begin);
  }
}
