package io.jackdaw.kafka.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever subscribes, every partition has one owner, and nobody has much more than others. */
class AssignorsTest {
  private static final int ROUNDS = 300;

  @ParameterizedTest
  @ValueSource(strings = {"uniform", "range"})
  void everyPartitionHasOneOwnerThatSubscribes(String name) {
    Assignor assignor = new Assignors(List.of(name)).defaultOne();
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      Topics topics = new Topics(random);
      List<Assignee> members = members(random, topics, random.nextBoolean());

      for (int generation = 0; generation < 3; generation++) {
        Map<String, Assignment> targets = assignor.assign(members, topics);
        check(members, topics, targets);
        members = changed(random, members, targets);
      }
    }
  }

  @Test
  void equalSubscriptionsGetEqualSharesAndKeepWhatTheyHave() {
    Assignor uniform = new Assignors(List.of("uniform")).defaultOne();
    Random random = new Random(8);
    for (int round = 0; round < ROUNDS; round++) {
      Topics topics = new Topics(random);
      List<Assignee> members = members(random, topics, true);

      Map<String, Assignment> targets = uniform.assign(members, topics);

      List<Integer> sizes = targets.values().stream().map(Assignment::size).sorted().toList();
      assertThat(sizes.getLast() - sizes.getFirst()).isLessThanOrEqualTo(1);
      assertThat(uniform.assign(with(members, targets), topics)).isEqualTo(targets);
    }
  }

  @Test
  void unequalSubscriptionsAreEvenAsFarAsTheyCanBe() {
    Assignor uniform = new Assignors(List.of("uniform")).defaultOne();
    Topics topics = new Topics(List.of(6, 6));
    Uuid both = topics.id(0);
    Uuid one = topics.id(1);
    List<Assignee> members =
        List.of(
            new Assignee("a", null, null, Set.of(both, one), Assignment.NONE),
            new Assignee("b", null, null, Set.of(both), Assignment.NONE));

    Map<String, Assignment> targets = uniform.assign(members, topics);

    assertThat(targets.get("a")).extracting(Assignment::size).isEqualTo(6);
    assertThat(targets.get("b")).extracting(Assignment::size).isEqualTo(6);
    assertThat(uniform.assign(with(members, targets), topics)).isEqualTo(targets);
  }

  @Test
  void rangesOfTopicsOfOneSizeAreCutAtTheSamePlaces() {
    Assignor range = new Assignors(List.of("range")).defaultOne();
    Topics topics = new Topics(List.of(5, 5));
    Set<Uuid> all = Set.of(topics.id(0), topics.id(1));

    Map<String, Assignment> targets =
        range.assign(
            List.of(
                new Assignee("c", null, null, all, Assignment.NONE),
                new Assignee("z", "a", null, all, Assignment.NONE)),
            topics);

    for (Uuid topic : all) {
      assertThat(targets.get("z")).extracting(it -> it.of(topic)).isEqualTo(Set.of(0, 1, 2));
      assertThat(targets.get("c")).extracting(it -> it.of(topic)).isEqualTo(Set.of(3, 4));
    }
  }

  @Test
  void onlyKnownAssignorsAreOffered() {
    assertThatThrownBy(() -> new Assignors(List.of("best")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("uniform and range");
    assertThat(new Assignors(List.of("range")).named("uniform").name()).isEqualTo("range");
  }

  private static List<Assignee> members(Random random, Topics topics, boolean alike) {
    Set<Uuid> shared = topics.some(random);
    List<Assignee> members = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      members.add(
          new Assignee(
              "m" + i,
              random.nextInt(3) == 0 ? "i" + i : null,
              random.nextBoolean() ? "r" + random.nextInt(2) : null,
              alike ? shared : topics.some(random),
              Assignment.NONE));
    }
    return members;
  }

  private static List<Assignee> with(List<Assignee> members, Map<String, Assignment> targets) {
    return members.stream()
        .map(
            member ->
                new Assignee(
                    member.id(),
                    member.instanceId(),
                    member.rackId(),
                    member.topics(),
                    targets.getOrDefault(member.id(), Assignment.NONE)))
        .toList();
  }

  /** One leaves, one comes. */
  private static List<Assignee> changed(
      Random random, List<Assignee> members, Map<String, Assignment> targets) {
    List<Assignee> changed = new ArrayList<>(with(members, targets));
    changed.remove(random.nextInt(changed.size()));
    changed.add(
        new Assignee(
            "n" + random.nextInt(1_000_000),
            null,
            null,
            members.getFirst().topics(),
            Assignment.NONE));
    return changed;
  }

  private static void check(
      List<Assignee> members, Topics topics, Map<String, Assignment> targets) {
    assertThat(targets).hasSize(members.size());
    Map<String, String> owners = new HashMap<>();
    Set<Uuid> read = new HashSet<>();
    for (Assignee member : members) {
      read.addAll(member.topics());
      targets
          .getOrDefault(member.id(), Assignment.NONE)
          .partitions()
          .forEach(
              (topic, partitions) -> {
                assertThat(member.topics()).contains(topic);
                assertThat(partitions).isNotEmpty();
                partitions.forEach(
                    partition ->
                        assertThat(owners.put(topic + "-" + partition, member.id())).isNull());
              });
    }
    int expected = read.stream().mapToInt(topics::partitions).sum();
    assertThat(owners).hasSize(expected);
  }

  /** Some topics of a few partitions, in two racks. */
  private static final class Topics implements TopicCatalog {
    private final Map<Uuid, Facts> topics = new TreeMap<>();

    Topics(Random random) {
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        add(random.nextInt(9), random.nextBoolean());
      }
    }

    Topics(List<Integer> partitions) {
      partitions.forEach(count -> add(count, false));
    }

    private void add(int partitions, boolean racks) {
      Uuid id = new Uuid(1, topics.size());
      List<Set<String>> places = new ArrayList<>();
      for (int i = 0; racks && i < partitions; i++) {
        places.add(Set.of("r" + i % 2));
      }
      topics.put(id, new Facts("t" + topics.size(), id, partitions, places));
    }

    Uuid id(int index) {
      return new Uuid(1, index);
    }

    int partitions(Uuid id) {
      Facts facts = topics.get(id);
      return facts == null ? 0 : facts.partitions();
    }

    Set<Uuid> some(Random random) {
      Set<Uuid> some = new HashSet<>();
      topics.keySet().stream().filter(id -> random.nextInt(3) > 0).forEach(some::add);
      return some;
    }

    @Override
    public long version() {
      return 1;
    }

    @Override
    public @Nullable Facts find(String name) {
      return topics.values().stream()
          .filter(facts -> facts.name().equals(name))
          .findFirst()
          .orElse(null);
    }

    @Override
    public @Nullable Facts find(Uuid id) {
      return topics.get(id);
    }

    @Override
    public Collection<String> names() {
      return topics.values().stream().map(Facts::name).toList();
    }
  }
}
