package io.jackdaw.compat.oracle.kafka;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a generator remembers of the program so far, so that most requests hit something. A guess:
 * no request depends on its being right.
 */
final class Draft {
  private static final List<String> TOPICS = List.of("a", "b", "c", "t.x", "t_x");
  private static final List<String> ODD_TOPICS =
      List.of("nothing", "", ".", "..", "a b", "x".repeat(250), "ä", "__consumer_offsets");
  private static final List<String> GROUPS = List.of("g", "h");

  private final Dice dice;
  private final Map<String, Integer> partitions = new LinkedHashMap<>();
  private final Map<String, Integer> sequences = new HashMap<>();

  Draft(Dice dice) {
    this.dice = dice;
  }

  /** A name that topics of this program have or could have. */
  String topicName() {
    return dice.of(TOPICS);
  }

  /** Mostly a topic that exists, sometimes another name. */
  String topic() {
    if (dice.oneIn(12)) {
      return dice.of("nothing", dice.of(TOPICS));
    }
    return partitions.isEmpty() ? topicName() : dice.of(List.copyOf(partitions.keySet()));
  }

  /** As {@link #topic}, and once in a while a name that cannot be. */
  String anyTopic() {
    return dice.oneIn(12) ? dice.of(ODD_TOPICS) : topic();
  }

  int partitionsOf(String topic) {
    return partitions.getOrDefault(topic, 1);
  }

  /** Mostly a partition that the topic has. */
  int partition(String topic) {
    return dice.oneIn(20) ? dice.of(-1, 7, 1000) : dice.below(partitionsOf(topic));
  }

  /** All that programs call their groups. */
  static List<String> groupNames() {
    return Stream.concat(GROUPS.stream(), Stream.of("", "no such group")).toList();
  }

  String group() {
    return dice.mostly(25, dice.of(GROUPS), "", "no such group");
  }

  String member() {
    return "m" + dice.between(1, 4);
  }

  String producer() {
    return "p" + dice.between(1, 2);
  }

  String session() {
    return "s" + dice.between(1, 2);
  }

  void created(String topic, int count) {
    partitions.putIfAbsent(topic, count);
  }

  void grown(String topic, int count) {
    partitions.computeIfPresent(topic, (name, before) -> Math.max(before, count));
  }

  void deleted(String topic) {
    partitions.remove(topic);
    sequences.keySet().removeIf(key -> key.contains(" " + topic + " "));
  }

  /** The sequence that the producer should write next to the partition. */
  int nextSequence(String producer, String topic, int partition) {
    return sequences.getOrDefault(key(producer, topic, partition), 0);
  }

  void wrote(String producer, String topic, int partition, int nextSequence) {
    sequences.put(key(producer, topic, partition), nextSequence);
  }

  /** The producer has a new id or epoch: it counts from the beginning. */
  void renewed(String producer) {
    sequences.keySet().removeIf(key -> key.startsWith(producer + " "));
  }

  private static String key(String producer, String topic, int partition) {
    return producer + " " + topic + " " + partition;
  }
}
