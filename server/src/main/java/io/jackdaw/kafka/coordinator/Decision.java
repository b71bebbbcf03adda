package io.jackdaw.kafka.coordinator;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a shard's state machine decided: records to append, and what follows.
 *
 * @param records appended as one batch, in order; without records the outcome is committed at once
 * @param outcome run on the shard's loop
 * @param <R> records of this coordinator
 */
public record Decision<R>(List<R> records, Outcome outcome) {

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
    return new Decision<>(
        records,
        new Outcome() {
          @Override
          public void committed() {
            reply.complete(response);
          }

          @Override
          public void refused(Errors error) {
            reply.complete(refusal.apply(error));
          }
        });
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
