package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of an ensemble's server read again, beside the server and after its end. */
class EnsembleHistoryTest {
  @TempDir Path directory;

  @Test
  void everythingIsReplayedUpToAnyCommandOfABatch() throws IOException {
    try (TestEnsemble ensemble = new TestEnsemble(directory, 3, 1_000_000)) {
      ensemble.startAll();
      propose(ensemble, 100);

      for (int to : new int[] {0, 1, 50, 99, 100}) {
        for (int server = 1; server <= 3; server++) {
          ListMachine replayed = new ListMachine();
          assertThat(ensemble.log(server).history().replay(replayed, to)).isZero();
          assertThat(replayed.commands()).isEqualTo(ensemble.commands(server).subList(0, to));
        }
      }
      assertThatThrownBy(() -> ensemble.log(1).history().replay(new ListMachine(), 101))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("between the commands 100 and 101");
    }
  }

  @Test
  void whatAReaderNeedsIsKeptAndDroppedWhenItHasIt() throws IOException {
    try (TestEnsemble ensemble = new TestEnsemble(directory, 3, 1_000_000)) {
      ensemble.startAll();
      EnsembleLog log = ensemble.log(1);
      log.keepFrom(5);
      for (int i = 0; i < 6; i++) {
        propose(ensemble, 2);
        log.snapshot();
      }

      ListMachine replayed = new ListMachine();
      // Segments are large: nothing was dropped at the front of the first.
      assertThat(log.history().replay(replayed, 12)).isZero();
      assertThat(replayed.commands()).isEqualTo(ensemble.commands(1));
      assertThat(snapshots(1)).hasSize(5);

      log.keepFrom(Long.MAX_VALUE);
      log.snapshot();
      log.snapshot();
      assertThat(snapshots(1)).hasSize(2);
    }
  }

  @Test
  void aStoppedServerIsReadToTheEndOfItsLog() throws IOException {
    List<String> commands;
    try (TestEnsemble ensemble = new TestEnsemble(directory, 3, 1_000_000)) {
      ensemble.startAll();
      propose(ensemble, 30);
      ensemble.log(2).snapshot();
      propose(ensemble, 30);
      ensemble.awaitSameCommands(60);
      commands = ensemble.commands(2);
    }

    ListMachine read = new ListMachine();
    try (StoppedEnsembleLog log =
        new StoppedEnsembleLog(directory.resolve("server-2"), new LocalDisk(), Clock.system())) {
      log.start(read);
    }

    assertThat(read.commands()).isEqualTo(commands);
    assertThat(read.restored()).isEqualTo(1);
  }

  @Test
  void aStateIsLentAndNoSnapshotIsBegunUntilItIsGivenBack() throws Exception {
    try (TestEnsemble ensemble = new TestEnsemble(directory, 3, 1_000_000)) {
      ensemble.startAll();
      propose(ensemble, 10);
      EnsembleLog log = ensemble.log(1);
      List<String> then = ensemble.commands(1);

      StateMachine.Snapshot lent = log.fix();
      CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(log::snapshot);
      propose(ensemble, 10);
      assertThat(waiting).isNotDone();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      lent.writeTo(out);
      lent.close();

      waiting.get(30, TimeUnit.SECONDS);
      ListMachine read = new ListMachine();
      read.restore(new ByteArrayInputStream(out.toByteArray()));
      assertThat(read.commands()).isEqualTo(then);
      assertThat(snapshots(1)).hasSize(1);
    }
  }

  private List<Path> snapshots(int server) {
    return new LocalDisk()
        .list(directory.resolve("server-" + server)).stream()
            .filter(file -> file.toString().endsWith(".snap"))
            .toList();
  }

  private static void propose(TestEnsemble ensemble, int count) {
    List<CompletableFuture<Long>> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestProposal proposal = ensemble.propose(1, "command " + i);
      outcomes.add(proposal.outcome());
    }
    CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
    ensemble.awaitSameCommands(ensemble.commands(1).size());
  }
}
