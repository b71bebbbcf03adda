package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.TestProposal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole servers of an ensemble of three, of which some have no room on their disks. */
class FullDisksTest {
  private static final long FOREVER = 1_000_000_000;
  private static final int LONG = 1500;

  private SimulatedEnsemble ensemble = new SimulatedEnsemble(0, 3, 0, 0);

  @BeforeEach
  void begin() {
    begin(1);
  }

  private void begin(long seed) {
    ensemble = new SimulatedEnsemble(seed, 3, 0, 0);
    pass(LONG / 2);
    assertThat(proposeToAll(5)).allMatch(TestProposal::isApplied);
  }

  private void pass(int steps) {
    for (int i = 0; i < steps; i++) {
      ensemble.step();
    }
  }

  /** Proposes on every server, and gives it time. */
  private List<TestProposal> proposeToAll(int times) {
    List<TestProposal> proposals = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      for (int server = 0; server < 3; server++) {
        proposals.add(ensemble.propose(server));
      }
      pass(20);
    }
    pass(LONG);
    return proposals;
  }

  private int leader() {
    for (int i = 0; i < 3; i++) {
      Replica replica = ensemble.servers[i].replica;
      if (replica != null && replica.standing().isLeading()) {
        return i;
      }
    }
    throw new AssertionError("nobody leads: " + ensemble);
  }

  private void fill(int server) {
    ensemble.servers[server].fill(0, FOREVER);
  }

  private void free(int server) {
    ensemble.servers[server].fill(0, 0);
  }

  private void assertSameEverywhere() {
    for (SimulatedEnsemble.Server server : ensemble.servers) {
      assertThat(server.machine.commands()).isEqualTo(ensemble.canonical);
    }
  }

  @Test
  void theOthersGoOnWithoutAFullFollowerAndItFollowsThem() {
    for (int seed = 1; seed <= 20; seed++) {
      begin(seed);
      int full = (leader() + 1) % 3;
      fill(full);

      List<TestProposal> meanwhile = proposeToAll(12);

      assertThat(meanwhile).as("seed %d", seed).allMatch(TestProposal::isApplied);
      assertSameEverywhere();
      free(full);
      pass(LONG);
      isolate((full + 1) % 3, true);
      TestProposal needsBoth = ensemble.propose((full + 2) % 3);
      pass(LONG);
      assertThat(needsBoth.isApplied()).as("seed %d", seed).isTrue();
      isolate((full + 1) % 3, false);
      pass(LONG);
      assertSameEverywhere();
    }
  }

  private void isolate(int server, boolean blocked) {
    for (int other = 0; other < 3; other++) {
      ensemble.link(server, other).block(blocked);
      ensemble.link(other, server).block(blocked);
    }
  }

  @Test
  void aFullLeaderLetsAnotherLead() {
    for (int seed = 1; seed <= 20; seed++) {
      begin(seed);
      int full = leader();
      fill(full);

      List<TestProposal> meanwhile = proposeToAll(12);

      assertThat(meanwhile).as("seed %d", seed).allMatch(TestProposal::isApplied);
      assertThat(leader()).isNotEqualTo(full);
      assertSameEverywhere();
    }
  }

  @Test
  void whereAllAreFullWritesWaitAndNobodyEndsAndAllIsDoneWhenThereIsRoom() {
    for (int seed = 1; seed <= 20; seed++) {
      begin(seed);
      for (int server = 0; server < 3; server++) {
        fill(server);
      }

      List<TestProposal> meanwhile = proposeToAll(60);

      assertThat(meanwhile).noneMatch(each -> each.outcome().isCompletedExceptionally());
      assertThat(meanwhile.getLast().outcome()).as("seed %d", seed).isNotDone();
      assertThat(ensemble.servers).noneMatch(server -> server.replica == null);
      for (int server = 0; server < 3; server++) {
        free(server);
      }
      pass(2 * LONG);
      assertThat(meanwhile).as("seed %d", seed).allMatch(TestProposal::isApplied);
      assertSameEverywhere();
    }
  }

  @Test
  void whoCannotKeepMoreSaysThatItKnowsNoLeaderUntilItHasRoom() {
    int full = (leader() + 1) % 3;
    fill(full);
    SimulatedEnsemble.Server server = ensemble.servers[full];
    List<TestProposal> meanwhile = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      meanwhile.add(ensemble.propose((full + 1) % 3));
      pass(5);
    }
    pass(LONG);
    assertThat(meanwhile).allMatch(TestProposal::isApplied);
    assertThat(server.machine.commands().size()).isLessThan(ensemble.canonical.size());
    assertThat(server.replica).isNotNull();
    assertThat(server.replica.standing().leaderId()).isZero();

    free(full);
    pass(LONG);
    assertThat(server.replica.standing().leaderId()).isNotZero();
    assertSameEverywhere();
  }

  @Test
  void whatOnlyAFullServerHadInMemoryIsNothingThatWasPromised() {
    for (int seed = 1; seed <= 20; seed++) {
      begin(seed);
      int full = (leader() + 1) % 3;
      fill(full);
      assertThat(proposeToAll(8)).allMatch(TestProposal::isApplied);

      ensemble.servers[full].kill();
      List<TestProposal> meanwhile = proposeToAll(5);
      for (int i = 0; i < meanwhile.size(); i++) {
        if (i % 3 != full) {
          assertThat(meanwhile.get(i).isApplied()).as("seed %d", seed).isTrue();
        }
      }
      free(full);
      pass(2 * LONG);
      assertSameEverywhere();
    }
  }
}
