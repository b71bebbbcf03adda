package io.jackdaw.kafka.coordinator;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What a shard's state machine decided: records to append, and what follows.
 *
 * @param records appended as one batch, in order; without records the outcome is committed at once
 * @param producer whose transaction the records are part of; null for none
 * @param ordered whether an outcome without records waits until all that was written before is
 *     committed
 * @param outcome run on the shard's loop
 * @param <R> records of this coordinator
 */
public record Decision<R>(
    List<R> records, @Nullable TransactionalProducer producer, boolean ordered, Outcome outcome) {

  /** Records that belong to no transaction. */
  public Decision(List<R> records, Outcome outcome) {
    this(records, null, false, outcome);
  }

  /** Nothing to write and nothing to say. */
  public static <R> Decision<R> none() {
    return new Decision<>(List.of(), Outcome.NOTHING);
  }

  /** Records whose fate interests nobody: those of timers. */
  public static <R> Decision<R> write(List<R> records) {
    return new Decision<>(records, Outcome.NOTHING);
  }

  /** Records, and the reply that leaves when they are committed. */
  public static <R, T> Decision<R> reply(
      List<R> records, CompletableFuture<T> reply, T response, Function<Errors, T> refusal) {
    return new Decision<>(records, outcome(reply, response, refusal));
  }

  /** Records within a transaction, and the reply that leaves when they are committed. */
  public static <R, T> Decision<R> reply(
      List<R> records,
      TransactionalProducer producer,
      CompletableFuture<T> reply,
      T response,
      Function<Errors, T> refusal) {
    return new Decision<>(records, producer, false, outcome(reply, response, refusal));
  }

  /** Nothing to write, but a reply that rests on what was written before and may be lost yet. */
  public static <R, T> Decision<R> confirm(
      CompletableFuture<T> reply, T response, Function<Errors, T> refusal) {
    return new Decision<>(List.of(), null, true, outcome(reply, response, refusal));
  }

  private static <T> Outcome outcome(
      CompletableFuture<T> reply, T response, Function<Errors, T> refusal) {
    return new Outcome() {
      @Override
      public void committed() {
        reply.complete(response);
      }

      @Override
      public void refused(Errors error) {
        reply.complete(refusal.apply(error));
      }
    };
  }

  /** How the append of a decision's records ended. Exactly one of the methods is called, once. */
  public interface Outcome {
    /** Does nothing either way. */
    Outcome NOTHING =
        new Outcome() {
          @Override
          public void committed() {}

          @Override
          public void refused(Errors error) {}
        };

    void committed();

    /**
     * The records were not written, or not known to be committed in time.
     *
     * @param error as a coordinator's client should see it: COORDINATOR_NOT_AVAILABLE,
     *     NOT_COORDINATOR, MESSAGE_TOO_LARGE or UNKNOWN_SERVER_ERROR
     */
    void refused(Errors error);
  }
}
