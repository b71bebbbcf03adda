package io.jackdaw.kafka.api;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.partition.Partition;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.log.VerificationGuard;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the append of transactional batches: where a partition has nothing of the
 * transaction yet, its coordinator is asked, and the request waits. Requests of the same connection
 * wait behind it, so that batches keep their order; on the connection's loop.
 *
 * <p>Only a request that waits is copied from the connection's buffer: once for each partition and
 * transaction.
 */
final class TransactionalProduce {
  /** For requests in which no coordinator has a say. */
  static final Admitted NOTHING_ASKED = new Admitted(Map.of(), Map.of());

  private static final int HEADER_BYTES = 61;
  private static final int MAGIC_AT = 16;
  private static final int ATTRIBUTES_AT = 21;
  private static final int PRODUCER_ID_AT = 43;
  private static final int PRODUCER_EPOCH_AT = 51;
  private static final int BASE_SEQUENCE_AT = 53;
  private static final int TRANSACTIONAL = 0x10;
  private static final int CONTROL = 0x20;

  private final Partitions partitions;
  private final TransactionAdmission admission;

  /** By connection, the last request that waits or waits behind one. */
  private final Map<Long, CompletableFuture<@Nullable ProduceResponseData>> waiting =
      new ConcurrentHashMap<>();

  TransactionalProduce(Partitions partitions, TransactionAdmission admission) {
    this.partitions = partitions;
    this.admission = admission;
  }

  /**
   * What the coordinator said.
   *
   * @param guards for partitions to which the transaction is new
   * @param refusals for partitions that may not be written to
   */
  record Admitted(
      Map<TopicPartition, VerificationGuard> guards, Map<TopicPartition, Refusal> refusals) {
    @Nullable VerificationGuard guard(TopicPartition partition) {
      return guards.isEmpty() ? null : guards.get(partition);
    }

    @Nullable Refusal refusal(TopicPartition partition) {
      return refusals.isEmpty() ? null : refusals.get(partition);
    }
  }

  /** Continues a request. */
  interface Append {
    CompletionStage<@Nullable ProduceResponseData> with(Admitted admitted);
  }

  /** Whether no connection has a request that waits. */
  boolean isIdle() {
    return waiting.isEmpty();
  }

  /** Runs {@code append} at once if nothing is to be asked and nothing of the connection waits. */
  CompletionStage<@Nullable ProduceResponseData> admit(
      RequestContext context,
      ProduceRequestData request,
      Function<TopicProduceData, @Nullable String> names,
      Append append) {
    CompletableFuture<@Nullable ProduceResponseData> before = waiting.get(context.connectionId());
    String transactionalId = request.transactionalId();
    Question question =
        transactionalId == null ? Question.NONE : question(context.version(), request, names);
    if (before == null && question.guards().isEmpty()) {
      return append.with(question.unasked());
    }
    copyRecords(request);
    CompletionStage<Admitted> admitted =
        transactionalId == null || question.guards().isEmpty()
            ? CompletableFuture.completedFuture(question.unasked())
            : ask(context, transactionalId, question);
    CompletableFuture<@Nullable ProduceResponseData> appended = new CompletableFuture<>();
    CompletableFuture<@Nullable ProduceResponseData> answer = new CompletableFuture<>();
    waiting.put(context.connectionId(), appended);
    CompletionStage<Admitted> turn =
        before == null ? admitted : before.thenCombine(admitted, (done, verdict) -> verdict);
    turn.whenComplete(
        (verdict, failure) ->
            context
                .eventLoop()
                .execute(() -> proceed(context, append, verdict, failure, appended, answer)));
    return answer;
  }

  private void proceed(
      RequestContext context,
      Append append,
      @Nullable Admitted verdict,
      @Nullable Throwable failure,
      CompletableFuture<@Nullable ProduceResponseData> appended,
      CompletableFuture<@Nullable ProduceResponseData> answer) {
    waiting.remove(context.connectionId(), appended);
    try {
      if (failure != null || verdict == null) {
        answer.completeExceptionally(
            failure == null ? new IllegalStateException("no verdict") : failure);
        return;
      }
      append
          .with(verdict)
          .whenComplete(
              (response, refused) -> {
                if (refused == null) {
                  answer.complete(response);
                } else {
                  answer.completeExceptionally(refused);
                }
              });
    } catch (RuntimeException bug) {
      answer.completeExceptionally(bug);
    } finally {
      appended.complete(null);
    }
  }

  private CompletionStage<Admitted> ask(
      RequestContext context, String transactionalId, Question question) {
    return admission
        .admit(
            transactionalId,
            question.producerId(),
            question.epoch(),
            question.guards().keySet(),
            TransactionAdmission.Terms.ofProduce(context.version()))
        .thenApply(
            refused -> {
              Map<TopicPartition, Refusal> known = new HashMap<>(question.refusals());
              refused.forEach(
                  (partition, error) -> known.put(partition, Refusal.of(error, context.version())));
              return new Admitted(question.guards(), known);
            });
  }

  /**
   * Why a partition may not be written to.
   *
   * @param message what a client is told beside the code; null where Apache Kafka says nothing
   */
  record Refusal(Errors error, @Nullable String message) {
    static Refusal of(Errors reason, short version) {
      return switch (reason) {
        case CONCURRENT_TRANSACTIONS ->
            TransactionAdmission.Terms.ofProduce(version).adds()
                ? new Refusal(reason, null)
                : askAgain(reason);
        case NETWORK_EXCEPTION,
            COORDINATOR_LOAD_IN_PROGRESS,
            COORDINATOR_NOT_AVAILABLE,
            NOT_COORDINATOR ->
            askAgain(reason);
        case INVALID_TXN_STATE -> new Refusal(reason, "Partition was not added to the transaction");
        default -> new Refusal(reason, null);
      };
    }

    /** With an error that every producer retries without asking for the partition's leader. */
    private static Refusal askAgain(Errors reason) {
      return new Refusal(
          Errors.NOT_ENOUGH_REPLICAS,
          "Unable to verify the partition has been added to the transaction. Underlying error: "
              + reason);
    }
  }

  /**
   * Partitions to ask about.
   *
   * @param guards empty if there are none
   * @param refusals of partitions that need not be asked about
   */
  private record Question(
      long producerId,
      short epoch,
      Map<TopicPartition, VerificationGuard> guards,
      Map<TopicPartition, Refusal> refusals) {
    static final Question NONE = new Question(-1, (short) -1, Map.of(), Map.of());

    Admitted unasked() {
      return refusals.isEmpty() ? NOTHING_ASKED : new Admitted(Map.of(), refusals);
    }
  }

  private Question question(
      short version,
      ProduceRequestData request,
      Function<TopicProduceData, @Nullable String> names) {
    boolean adds = TransactionAdmission.Terms.ofProduce(version).adds();
    long producerId = -1;
    short epoch = -1;
    Map<TopicPartition, VerificationGuard> guards = new HashMap<>();
    Map<TopicPartition, Refusal> refusals = new HashMap<>(0);
    for (TopicProduceData topic : request.topicData()) {
      String name = names.apply(topic);
      for (PartitionProduceData data : topic.partitionData()) {
        ByteBuffer records = transactional(data);
        if (records == null) {
          continue;
        }
        int at = records.position();
        long id = records.getLong(at + PRODUCER_ID_AT);
        short itsEpoch = records.getShort(at + PRODUCER_EPOCH_AT);
        if (producerId >= 0 && (id != producerId || itsEpoch != epoch)) {
          throw new InvalidPidMappingException(
              "Transactional records contained more than one producer ID");
        }
        producerId = id;
        epoch = itsEpoch;
        Partition partition = name == null ? null : partitions.find(name, data.index());
        VerificationGuard guard =
            partition == null
                ? null
                : partition.log().verify(id, itsEpoch, records.getInt(at + BASE_SEQUENCE_AT), adds);
        if (partition != null && guard == VerificationGuard.FENCED) {
          refusals.put(partition.name(), Refusal.of(Errors.INVALID_PRODUCER_EPOCH, version));
        } else if (partition != null && guard != null) {
          guards.put(partition.name(), guard);
        }
      }
    }
    return new Question(producerId, epoch, guards, refusals);
  }

  /** Whether the first batch says that it is part of a transaction. */
  static boolean isTransactional(ByteBuffer records) {
    int at = records.position();
    return records.remaining() >= HEADER_BYTES
        && records.get(at + MAGIC_AT) == 2
        && (records.getShort(at + ATTRIBUTES_AT) & TRANSACTIONAL) != 0;
  }

  /** The records if they are a batch of a transaction; the log finds out what else is wrong. */
  private static @Nullable ByteBuffer transactional(PartitionProduceData data) {
    if (!(data.records() instanceof MemoryRecords memory)) {
      return null;
    }
    ByteBuffer records = memory.buffer();
    int at = records.position();
    if (records.remaining() < HEADER_BYTES || records.get(at + MAGIC_AT) != 2) {
      return null;
    }
    int attributes = records.getShort(at + ATTRIBUTES_AT);
    boolean wanted = (attributes & TRANSACTIONAL) != 0 && (attributes & CONTROL) == 0;
    return wanted && records.getLong(at + PRODUCER_ID_AT) >= 0 ? records : null;
  }

  private static void copyRecords(ProduceRequestData request) {
    for (TopicProduceData topic : request.topicData()) {
      for (PartitionProduceData data : topic.partitionData()) {
        if (data.records() instanceof MemoryRecords memory) {
          ByteBuffer records = memory.buffer();
          ByteBuffer copy = ByteBuffer.allocate(records.remaining());
          copy.put(records.duplicate()).flip();
          data.setRecords(MemoryRecords.readableRecords(copy));
        }
      }
    }
  }
}
