package io.jackdaw.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a journal begins with when it has no file yet. */
class OriginTest {
  private static final Path DIRECTORY = Path.of("/journal");
  private static final Origin UNREADABLE =
      () -> {
        throw new StorageException("unreadable");
      };

  private final MemoryDisk disk = new MemoryDisk();

  @Test
  void originIsAskedOnceAndItsStateIsThereAtEveryStart() {
    runOnce(new ListMachine()::snapshot);

    try (JournalLog log = log(UNREADABLE)) {
      ListMachine machine = new ListMachine();
      log.start(machine);

      assertThat(machine.restored()).isOne();
      assertThat(machine.commands()).containsExactly(TestProposal.of("first").hex());
    }
  }

  @Test
  void damagedOriginIsNotReplacedByTheJournalAlone() {
    runOnce(new ListMachine()::snapshot);
    try (DiskFile file = disk.open(NamedFile.snapshot(DIRECTORY, 0).path())) {
      file.write(ByteBuffer.wrap(new byte[] {1}), 45);
    }

    try (JournalLog log = log(() -> null)) {
      assertThatThrownBy(() -> log.start(new ListMachine()))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("what was there before the first command");
    }
  }

  @Test
  void originThatCannotBeReadLeavesNothingBehind() {
    JournalLog refused = log(UNREADABLE);
    assertThatThrownBy(() -> refused.start(new ListMachine())).hasMessage("unreadable");
    assertThat(NamedFile.segments(disk, DIRECTORY)).isEmpty();

    runOnce(new ListMachine()::snapshot);
    assertThat(NamedFile.snapshots(disk, DIRECTORY)).hasSize(1);
  }

  private void runOnce(Origin origin) {
    try (JournalLog log = log(origin)) {
      ListMachine machine = new ListMachine();
      log.start(machine);
      TestProposal first = TestProposal.of("first");
      log.propose(first);
      first.outcome().join();
      assertThat(machine.restored()).isOne();
    }
  }

  private JournalLog log(Origin origin) {
    return new JournalLog(
        JournalConfig.defaults(DIRECTORY), disk, Clock.system(), failure -> {}, origin);
  }
}
