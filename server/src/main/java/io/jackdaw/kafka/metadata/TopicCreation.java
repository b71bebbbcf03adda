package io.jackdaw.kafka.metadata;

import io.jackdaw.kafka.quota.MutationPermits;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Creates topics.
 *
 * <p>Any thread; never blocks. A success is told once this broker's image shows every partition
 * with a leader, so that whoever asked can use the topic at once.
 */
public interface TopicCreation {
  /** Stands for the broker's default in {@link NewTopic}. */
  int DEFAULT = -1;

  /**
   * What is asked for.
   *
   * @param partitions {@link #DEFAULT} for the broker's, and when {@code placements} say it
   * @param replicationFactor likewise
   * @param placements in the order of the request; empty to have them chosen
   * @param configs topic-level overrides
   * @param keysWithoutValue keys of overrides that came without one, which is refused
   */
  record NewTopic(
      String name,
      int partitions,
      int replicationFactor,
      List<Placement> placements,
      Map<String, String> configs,
      List<String> keysWithoutValue) {

    /** The same with the replicas of each partition. */
    public NewTopic(
        String name,
        int partitions,
        int replicationFactor,
        SortedMap<Integer, List<Integer>> assignment,
        Map<String, String> configs) {
      this(name, partitions, replicationFactor, placements(assignment), configs, List.of());
    }

    private static List<Placement> placements(SortedMap<Integer, List<Integer>> assignment) {
      return assignment.entrySet().stream()
          .map(each -> new Placement(each.getKey(), each.getValue()))
          .toList();
    }
  }

  /** Where somebody wants a partition; several may be meant for one, which is refused. */
  record Placement(int partition, List<Integer> replicas) {}

  /** How it ended. */
  sealed interface Outcome {
    Errors error();

    /** The topic is there, or could be created if it was only asked for that. */
    record Created(Uuid topicId, SortedMap<Integer, List<Integer>> assignment) implements Outcome {
      @Override
      public Errors error() {
        return Errors.NONE;
      }
    }

    /**
     * It is not; after REQUEST_TIMED_OUT it may still come.
     *
     * @param message for the client; null when the error says it all
     */
    record Refused(Errors error, @Nullable String message) implements Outcome {}
  }

  /**
   * Creates a topic.
   *
   * @param validateOnly only says whether it could be created
   * @param timeoutMs how long to wait for leaders; REQUEST_TIMED_OUT afterwards
   * @param permits asked for each partition
   */
  CompletionStage<Outcome> create(
      NewTopic topic, boolean validateOnly, int timeoutMs, MutationPermits permits);

  /** Creates a topic for which no permits are needed. */
  default CompletionStage<Outcome> create(NewTopic topic, boolean validateOnly, int timeoutMs) {
    return create(topic, validateOnly, timeoutMs, MutationPermits.UNLIMITED);
  }

  /**
   * Creates a topic as the broker's configuration says for this name, internal topics included;
   * TOPIC_ALREADY_EXISTS when it is there. Several that ask at once share one creation.
   */
  CompletionStage<Outcome> createWithDefaults(String topic);
}
