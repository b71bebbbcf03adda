package io.jackdaw.zookeeper.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.wire.Acl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The children of one znode against a plain map. */
class ChildrenTest {
  private final Children children = new Children();
  private final Map<String, Znode> model = new HashMap<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 50, 3000, 60_000})
  void agreesWithAMapWhileItGrowsAndShrinks(int names) {
    Random random = new Random(names);
    for (int i = 0; i < 3 * names; i++) {
      change(random, names, i < 2 * names ? 70 : 20);
    }
    for (int i = 0; i < names; i++) {
      String name = name(i);
      String path = "/x/" + name;
      assertThat(children.get(path, 3, path.length())).isSameAs(model.get(name));
    }
    assertThat(children.count()).isEqualTo(model.size());
    assertThat(new HashSet<>(children.names())).isEqualTo(model.keySet());
    assertThat(children.names()).hasSize(model.size());

    List.copyOf(model.values()).forEach(children::remove);
    assertThat(children.count()).isZero();
    assertThat(children.names()).isEmpty();
  }

  @Test
  void walkMeetsWhoeverStaysExactlyOnceHoweverMuchComesAndGoes() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      change(random, 20_000, 100);
    }
    Set<String> staying = new HashSet<>(model.keySet());
    List<String> met = new ArrayList<>();
    for (long cursor = 0; cursor >= 0; ) {
      cursor = children.step(cursor, child -> met.add(child.name()));
      for (int i = 0; i < 100; i++) {
        String name = name(random.nextInt(20_000));
        if (random.nextInt(3) == 0) {
          remove(name);
          staying.remove(name);
        } else {
          put(name);
        }
      }
    }
    assertThat(new HashSet<>(met)).hasSize(met.size()).containsAll(staying);
  }

  @Test
  void namesWithTheSameHashAreKeptApart() {
    // "Aa" and "BB" have the same hash of this kind, and so has every mixture of them.
    List<String> clashing = new ArrayList<>(List.of(""));
    for (int length = 0; length < 9; length++) {
      List<String> longer = new ArrayList<>();
      clashing.forEach(name -> longer.addAll(List.of(name + "Aa", name + "BB")));
      clashing.clear();
      clashing.addAll(longer);
    }
    clashing.forEach(this::put);

    assertThat(children.names()).containsExactlyInAnyOrderElementsOf(clashing);
    clashing.forEach(this::remove);
    assertThat(children.count()).isZero();
  }

  private void change(Random random, int names, int percentPuts) {
    String name = name(random.nextInt(names));
    if (random.nextInt(100) < percentPuts) {
      put(name);
    } else {
      remove(name);
    }
  }

  private void put(String name) {
    Znode znode = Znode.created(name, null, Acl.OPEN, 0, 1, 1);
    children.put(znode);
    model.put(name, znode);
  }

  private void remove(String name) {
    Znode znode = model.remove(name);
    if (znode != null) {
      children.remove(znode);
    }
  }

  /** Some of them not in ASCII, some longer than a length byte can say. */
  private static String name(int i) {
    return switch (i % 10) {
      case 0 -> "größe-" + i;
      case 1 -> "名" + i;
      case 2 -> "long-".repeat(30) + i;
      default -> "n" + i;
    };
  }
}
