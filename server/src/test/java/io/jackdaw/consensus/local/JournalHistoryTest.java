package io.jackdaw.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.time.Clock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A journal read again beside the log that writes it. */
class JournalHistoryTest {
  private static final JournalConfig CONFIG =
      JournalConfig.defaults(Path.of("/journal")).withSnapshotEvery(1000, 1 << 20);

  private final MemoryDisk disk = new MemoryDisk();

  @Test
  void everythingIsReplayedThatTheJournalHolds() {
    try (JournalLog log = new JournalLog(CONFIG, disk, Clock.system())) {
      ListMachine machine = new ListMachine();
      log.start(machine);
      propose(log, "a", "b");
      log.snapshot();
      propose(log, "c", "d");

      ListMachine replayed = new ListMachine();
      assertThat(new JournalHistory(disk, CONFIG).replay(replayed, 3)).isZero();

      assertThat(replayed.commands()).isEqualTo(machine.commands().subList(0, 3));
      assertThat(replayed.restored()).isZero();
    }
  }

  @Test
  void whatAReaderNeedsIsNotPurged() {
    JournalConfig config = CONFIG.withRetention(1, true);
    try (JournalLog log = new JournalLog(config, disk, Clock.system())) {
      log.keepFrom(2);
      log.start(new ListMachine());
      for (int i = 0; i < 5; i++) {
        propose(log, "x" + i);
        log.snapshot();
      }
      ListMachine replayed = new ListMachine();
      assertThat(new JournalHistory(disk, config).replay(replayed, 5)).isEqualTo(2);
      assertThat(replayed.commands()).hasSize(5);

      log.keepFrom(Long.MAX_VALUE);
      propose(log, "last");
      log.snapshot();
      // The next snapshot begins when the one before has purged.
      propose(log, "one more");
      log.snapshot();
      assertThat(new JournalHistory(disk, config).replay(new ListMachine(), 7))
          .isGreaterThanOrEqualTo(6);
    }
  }

  @Test
  void aPurgeByAnotherProcessKeepsWhatAReaderNeeds() {
    JournalConfig config = CONFIG.withRetention(10, true);
    try (JournalLog log = new JournalLog(config, disk, Clock.system())) {
      log.keepFrom(0);
      log.start(new ListMachine());
      propose(log, "a");
      log.snapshot();
      propose(log, "b");
      log.snapshot();

      Purge.run(disk, config.directory(), config.snapshotDirectory(), 1);
      ListMachine replayed = new ListMachine();
      assertThat(new JournalHistory(disk, config).replay(replayed, 2)).isZero();
      assertThat(replayed.commands()).hasSize(2);
    }
  }

  @Test
  void aPurgeByAnotherProcessDropsWhatAReaderHas() {
    JournalConfig config = CONFIG.withRetention(10, true);
    try (JournalLog log = new JournalLog(config, disk, Clock.system())) {
      log.keepFrom(0);
      log.start(new ListMachine());
      for (int index = 1; index <= 3; index++) {
        propose(log, "x" + index);
        log.keepFrom(index);
        log.snapshot();
      }
    }

    Purge.run(disk, config.directory(), config.snapshotDirectory(), 1);

    assertThat(new JournalHistory(disk, config).replay(new ListMachine(), 3)).isEqualTo(3);
  }

  @Test
  void withoutAReaderAPurgeByAnotherProcessDropsAllThatRecoveryDoesNotNeed() {
    JournalConfig config = CONFIG.withRetention(10, true);
    try (JournalLog log = new JournalLog(config, disk, Clock.system())) {
      log.keepFrom(0);
      log.start(new ListMachine());
      propose(log, "a");
      log.snapshot();
    }
    try (JournalLog log = new JournalLog(config, disk, Clock.system())) {
      log.start(new ListMachine());
      propose(log, "b");
      log.snapshot();
      propose(log, "c");
      log.snapshot();
    }

    Purge.run(disk, config.directory(), config.snapshotDirectory(), 1);

    assertThat(new JournalHistory(disk, config).replay(new ListMachine(), 3)).isEqualTo(3);
  }

  private static void propose(JournalLog log, String... commands) {
    for (String command : commands) {
      TestProposal proposal = TestProposal.of(command);
      log.propose(proposal);
      proposal.outcome().join();
    }
  }
}
