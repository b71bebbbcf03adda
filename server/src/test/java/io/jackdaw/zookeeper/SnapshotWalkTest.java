package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.tree.TreeSnapshot;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.ZnodePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot that is read while everything below it changes. */
class SnapshotWalkTest {
  private static final long SESSION = 5;

  private final Replica replica = new Replica();
  private final List<String> paths = new ArrayList<>(List.of("/"));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void showsEveryZnodeOfItsMomentOnceAndParentsFirst(int seed) throws IOException {
    Random random = new Random(seed);
    replica.apply(OpCode.CREATE_SESSION, SESSION, 1, Requests.timeout(4000));
    change(random, 2000);
    Map<String, Long> expected = zxids();

    Map<String, Long> seen = new TreeMap<>();
    Set<String> twice = new HashSet<>();
    Set<String> orphans = new HashSet<>();
    try (TreeSnapshot snapshot = replica.tree.snapshot(Map.of())) {
      change(random, 300);
      snapshot.walk(
          (path, znode) -> {
            if (seen.put(path, znode.touchedZxid()) != null) {
              twice.add(path);
            }
            if (!path.equals("/") && !seen.containsKey(ZnodePath.parentOf(path))) {
              orphans.add(path);
            }
            change(random, 2);
          });
    }

    assertThat(seen).isEqualTo(expected);
    assertThat(twice).isEmpty();
    assertThat(orphans).isEmpty();
    assertThat(zxids()).isNotEqualTo(expected);
  }

  private Map<String, Long> zxids() throws IOException {
    Map<String, Long> zxids = new TreeMap<>();
    try (TreeSnapshot snapshot = replica.tree.snapshot(Map.of())) {
      snapshot.walk((path, znode) -> zxids.put(path, znode.touchedZxid()));
    }
    return zxids;
  }

  /** Creates, deletes and writes in a small part of a wide and a deep tree. */
  private void change(Random random, int times) {
    for (int i = 0; i < times; i++) {
      String path = paths.get(random.nextInt(paths.size()));
      switch (random.nextInt(5)) {
        case 0, 1, 2 -> {
          String child =
              (random.nextInt(4) == 0 || path.equals("/") ? "" : path) + "/n" + random.nextInt(40);
          replica.apply(OpCode.CREATE, SESSION, 1, Requests.create(child, new byte[] {1}, 0));
          paths.add(child);
        }
        case 3 -> replica.apply(OpCode.DELETE, SESSION, 1, Requests.pathAndVersion(path, -1));
        default ->
            replica.apply(OpCode.SET_DATA, SESSION, 1, Requests.setData(path, new byte[] {2}, -1));
      }
    }
  }
}
