package io.jackdaw.kafka.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.group.consumer.Assignment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimpleAssignorTest {
  private static final Uuid TOPIC = new Uuid(1, 1);
  private static final Uuid OTHER = new Uuid(2, 2);

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "3,7", "7,3", "5,5", "200,1", "6,4"})
  void everyPartitionHasAMemberAndEveryMemberAPartitionEvenly(int members, int partitions) {
    Map<String, Assignment> targets = SimpleAssignor.assign(all(members, partitions), Map.of());

    List<Integer> sizes = targets.values().stream().map(Assignment::size).toList();
    Map<Integer, Long> takers =
        targets.values().stream()
            .flatMap(target -> target.of(TOPIC).stream())
            .collect(Collectors.groupingBy(it -> it, Collectors.counting()));
    assertThat(targets).hasSize(members);
    assertThat(takers).hasSize(partitions);
    assertThat(sizes).allMatch(size -> size >= 1);
    assertThat(spread(sizes.stream().mapToLong(it -> it))).isLessThanOrEqualTo(1);
    assertThat(spread(takers.values().stream().mapToLong(it -> it))).isLessThanOrEqualTo(1);
  }

  private static Assignment of(Map<String, Assignment> targets, String member) {
    return targets.getOrDefault(member, Assignment.NONE);
  }

  private static long spread(LongStream sizes) {
    var summary = sizes.summaryStatistics();
    return summary.getMax() - summary.getMin();
  }

  @Test
  void whoHasAPartitionKeepsItIfThatLeavesItEven() {
    Map<String, Assignment> before = SimpleAssignor.assign(all(3, 6), Map.of());
    SortedMap<String, SortedMap<Uuid, Set<Integer>>> fewer = all(3, 6);
    fewer.remove("m2");

    Map<String, Assignment> after = SimpleAssignor.assign(fewer, before);

    fewer
        .keySet()
        .forEach(
            member ->
                assertThat(of(after, member).of(TOPIC)).containsAll(of(before, member).of(TOPIC)));
  }

  @Test
  void membersGetOnlyWhatTheySubscribeTo() {
    SortedMap<String, SortedMap<Uuid, Set<Integer>>> wanted = all(2, 2);
    wanted.put("other", new TreeMap<>(Map.of(OTHER, Set.of(0))));
    wanted.put("idle", new TreeMap<>());

    Map<String, Assignment> targets = SimpleAssignor.assign(wanted, new HashMap<>());

    assertThat(of(targets, "other").partitions()).containsOnlyKeys(OTHER);
    assertThat(of(targets, "idle").partitions()).isEmpty();
    assertThat(of(targets, "m0").partitions()).containsOnlyKeys(TOPIC);
  }

  private static SortedMap<String, SortedMap<Uuid, Set<Integer>>> all(int members, int partitions) {
    Set<Integer> indexes = IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
    SortedMap<String, SortedMap<Uuid, Set<Integer>>> wanted = new TreeMap<>();
    for (int i = 0; i < members; i++) {
      wanted.put("m" + i, new TreeMap<>(Map.of(TOPIC, indexes)));
    }
    return wanted;
  }
}
