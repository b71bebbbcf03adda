package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jackdaw.consensus.Ensemble.Role;
import io.jackdaw.consensus.TestProposal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real servers of an ensemble in this JVM, over loopback sockets and a real disk. */
class EnsembleLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private TestEnsemble ensemble;

  @BeforeEach
  void start() throws IOException {
    ensemble = new TestEnsemble(directory, 3, 1_000_000);
    ensemble.startAll();
  }

  @AfterEach
  void stop() {
    ensemble.close();
  }

  @Test
  void everyServerAppliesTheCommandsOfAllInOneOrder() {
    List<TestProposal> proposals = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      proposals.add(ensemble.propose(1 + i % 3, "command-" + i));
    }
    all(proposals);

    ensemble.awaitSameCommands(300);
    List<String> order = ensemble.commands(1);
    for (int server = 1; server <= 3; server++) {
      int first = server - 1;
      List<String> own =
          proposals.stream()
              .filter(proposal -> proposals.indexOf(proposal) % 3 == first)
              .map(TestProposal::hex)
              .toList();
      assertThat(order).containsSubsequence(own);
    }
  }

  @Test
  void anotherLeadsWhenTheLeaderIsGoneAndNothingAcknowledgedIsLost() {
    int leader = ensemble.awaitLeader();
    int other = leader % 3 + 1;
    all(List.of(ensemble.propose(other, "before")));

    ensemble.stop(leader);
    all(List.of(ensemble.propose(other, "after")));

    assertThat(ensemble.awaitLeader()).isNotEqualTo(leader);
    ensemble.start(leader);
    ensemble.awaitSameCommands(2);
  }

  @Test
  void aLoneServerAppliesNothingUntilAnotherIsThere() throws Exception {
    ensemble.awaitLeader();
    ensemble.stop(2);
    ensemble.stop(3);
    await().atMost(PATIENCE).until(() -> ensemble.log(1).standing().role() == Role.LOOKING);

    TestProposal waiting = ensemble.propose(1, "alone");
    assertThat(waiting.outcome()).isNotDone();
    ensemble.start(2);

    assertThat(waiting.outcome().get(30, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void aServerThatWasGoneForLongIsFoundAgainAtOnce() throws Exception {
    ensemble.awaitLeader();
    ensemble.stop(2);
    ensemble.stop(3);
    TestProposal waiting = ensemble.propose(1, "alone");
    // By then it was looked for many times in vain.
    await()
        .pollDelay(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .until(() -> !waiting.outcome().isDone());

    ensemble.start(2);

    assertThat(waiting.outcome().get(5, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void anEmptyServerInTheirPlaceIsSentTheOthersSnapshot() throws Exception {
    for (int id = 1; id <= 3; id++) {
      ensemble.stop(id);
      ensemble.wipe(id);
    }
    ensemble.beginWithState(true);
    ensemble.startAll();
    ensemble.awaitLeader();
    all(List.of(ensemble.propose(1, "before"), ensemble.propose(2, "before, too")));
    ensemble.stop(3);
    ensemble.wipe(3);
    ensemble.beginWithState(false);

    ensemble.start(3);
    all(List.of(ensemble.propose(3, "after")));

    ensemble.awaitSameCommands(3);
    assertThat(ensemble.machine(3).restored()).isEqualTo(1);
  }

  @Test
  void aReaderCatchesUpWithWhatOthersHadAcknowledged() throws Exception {
    ensemble.awaitLeader();
    for (int i = 0; i < 50; i++) {
      int writer = 1 + i % 3;
      all(List.of(ensemble.propose(writer, "write-" + i)));
      CompletableFuture<Integer> seen = new CompletableFuture<>();
      int reader = 1 + (i + 1) % 3;
      ensemble
          .log(reader)
          .catchUp(
              () -> seen.complete(ensemble.commands(reader).size()), seen::completeExceptionally);

      assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
    }
  }

  @Test
  void anObserverFollowsAndProposesButMakesNoMajority() throws Exception {
    ensemble.close();
    ensemble = new TestEnsemble(directory.resolve("observed"), 3, 1, 1_000_000);
    ensemble.startAll();
    ensemble.awaitLeader();
    all(List.of(ensemble.propose(3, "by the observer"), ensemble.propose(1, "by a voter")));
    ensemble.awaitSameCommands(2);
    assertThat(ensemble.log(3).standing().role()).isEqualTo(Role.OBSERVING);

    ensemble.stop(2);
    await().atMost(PATIENCE).until(() -> ensemble.log(1).standing().role() == Role.LOOKING);
    TestProposal waiting = ensemble.propose(1, "without a majority");
    await()
        .pollDelay(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .until(() -> !waiting.outcome().isDone());
    ensemble.start(2);

    assertThat(waiting.outcome().get(30, TimeUnit.SECONDS)).isPositive();
  }

  private static void all(List<TestProposal> proposals) {
    CompletableFuture.allOf(
            proposals.stream().map(TestProposal::outcome).toArray(CompletableFuture[]::new))
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
