package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.EnsembleMember;
import io.jackdaw.consensus.TestProposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole ensembles from a seed, under all that can happen to machines and networks: crashes that
 * tear what was not synced, killed and sleeping processes, connections that break, freeze or are
 * blocked one way, leaders that hand over, servers that come back empty, clocks that step.
 */
class RaftSimulationTest {
  private static final long SEEDS = Long.getLong("jackdaw.raft.seeds", 60);
  private static final long FIRST = Long.getLong("jackdaw.raft.seed", 0);
  private static final int STEPS = 3000;
  private static final int SETTLING = 4000;
  private static final int MOST_SKEW_MS = 3_600_000;

  @Test
  void nothingAppliedIsLostOrChangedWhateverHappens() {
    Set<Long> failed = new TreeSet<>();
    AssertionError failures = new AssertionError("seeds that failed");
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError failure) {
        failed.add(seed);
        failures.addSuppressed(failure);
      }
    }
    if (!failed.isEmpty()) {
      throw new AssertionError("seeds " + failed, failures);
    }
  }

  /** Seeds that found something once. */
  @ParameterizedTest
  @ValueSource(longs = {718, 2783, 6614, 9451})
  void whatWasFoundOnceStaysMended(long seed) {
    run(seed);
  }

  private static void run(long seed) {
    int size = seed % 4 == 0 ? 5 : 3;
    int observers = seed % 5 == 0 ? 1 : 0;
    int spare = seed % 2 == 0 ? 2 : 0;
    SimulatedEnsemble ensemble = new SimulatedEnsemble(seed, size + observers, observers, spare);
    int calm = seed % 3 == 0 ? 8 : 40;
    ensemble.longestDownMs = seed % 2 == 0 ? 600 : 60;
    for (int step = 0; step < STEPS; step++) {
      if (ensemble.random.nextInt(3) == 0) {
        ensemble.propose(ensemble.random.nextInt(ensemble.servers.length));
      }
      if (ensemble.random.nextInt(calm) == 0) {
        trouble(ensemble);
      }
      if (spare > 0 && ensemble.random.nextInt(200) == 0) {
        changeMembers(ensemble);
      }
      ensemble.step();
    }
    settle(ensemble);
  }

  private static void trouble(SimulatedEnsemble ensemble) {
    var random = ensemble.random;
    int one = random.nextInt(ensemble.servers.length);
    int other = random.nextInt(ensemble.servers.length);
    SimulatedEnsemble.Server server = ensemble.servers[one];
    switch (random.nextInt(11)) {
      case 0 -> server.disk.crashAfter(random.nextInt(20));
      case 1 -> {
        if (!server.disk.hasCrashed()) {
          server.kill();
        }
      }
      case 2 -> server.asleepUntil = ensemble.clock.monotonicMs() + random.nextInt(800);
      case 3 -> ensemble.link(one, other).cut();
      case 4 -> ensemble.link(one, other).block(true);
      case 5 -> isolate(ensemble, one, true);
      case 6 -> ensemble.link(one, other).freeze(random.nextInt(1000));
      case 7 -> {
        if (server.replica != null) {
          server.replica.handOver();
        }
      }
      case 8 -> {
        if (random.nextInt(4) == 0 && ensemble.survivesWithout(one)) {
          server.wipe();
        }
      }
      case 9 -> server.skewMs = random.nextInt(-MOST_SKEW_MS, MOST_SKEW_MS);
      default -> heal(ensemble);
    }
  }

  /** One or two come, go, or get or lose their vote. */
  private static void changeMembers(SimulatedEnsemble ensemble) {
    List<EnsembleMember> next = new ArrayList<>(ensemble.members());
    for (int i = 0; i <= ensemble.random.nextInt(2); i++) {
      int id = 1 + ensemble.random.nextInt(ensemble.servers.length);
      boolean was = next.removeIf(member -> member.id() == id);
      if (!was || ensemble.random.nextInt(3) == 0) {
        next.add(new EnsembleMember(id, "sim", id, ensemble.random.nextInt(4) == 0, ""));
      }
    }
    if (next.stream().anyMatch(member -> !member.observer())) {
      ensemble.proposeMembers(ensemble.random.nextInt(ensemble.servers.length), next);
    }
  }

  private static void isolate(SimulatedEnsemble ensemble, int one, boolean blocked) {
    for (int other = 0; other < ensemble.servers.length; other++) {
      ensemble.link(one, other).block(blocked);
      ensemble.link(other, one).block(blocked);
    }
  }

  private static void heal(SimulatedEnsemble ensemble) {
    for (int one = 0; one < ensemble.servers.length; one++) {
      isolate(ensemble, one, false);
    }
  }

  private static void settle(SimulatedEnsemble ensemble) {
    heal(ensemble);
    for (SimulatedEnsemble.Server server : ensemble.servers) {
      server.disk.crashAfter(Integer.MAX_VALUE);
    }
    for (SimulatedEnsemble.Server server : ensemble.servers) {
      if (server.disk.hasCrashed()) {
        server.fail(); // Perhaps it has not needed its disk since.
      } else {
        server.kill(); // It reads anew in its file who the others are.
      }
    }
    for (int step = 0; step < SETTLING / 2; step++) {
      ensemble.step();
    }
    List<TestProposal> last = new ArrayList<>();
    for (int i = 0; i < ensemble.servers.length; i++) {
      if (ensemble.isMember(i)) {
        last.add(ensemble.propose(i));
      }
    }
    for (int step = 0; step < SETTLING / 2; step++) {
      ensemble.step();
    }
    assertThat(last).as(ensemble::toString).allMatch(TestProposal::isApplied);
    for (int i = 0; i < ensemble.servers.length; i++) {
      if (ensemble.isMember(i)) {
        assertThat(ensemble.servers[i].machine.commands()).isEqualTo(ensemble.canonical);
      } else {
        ensemble.servers[i].kill(); // Who belongs no more is asked for nothing any more.
      }
    }
    assertThat(ensemble.proposed).allMatch(proposal -> proposal.outcome().isDone());
    assertThat(ensemble.canonical).doesNotHaveDuplicates();
    assertThat(ensemble.canonical)
        .containsAll(
            ensemble.proposed.stream()
                .filter(TestProposal::isApplied)
                .map(TestProposal::hex)
                .toList());
  }
}
