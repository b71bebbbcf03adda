package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.LogMetrics;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.FakeClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a newer Jackdaw left on the disk, or put into the log, is refused and not misread. */
class NewerVersionsTest {
  private static final Path DIRECTORY = Path.of("/log");

  private final FakeDisk disk = new FakeDisk(3);

  @BeforeEach
  void begin() {
    disk.createDirectories(DIRECTORY);
    disk.forceDirectory(Path.of("/"));
  }

  private EntryLog open() {
    return EntryLog.open(
        disk,
        DIRECTORY,
        new EntryLog.Settings(true, 1000, 500),
        new FakeClock(),
        new LogMetrics(),
        0,
        0);
  }

  @Test
  void aSegmentOfANewerVersionIsRefused() {
    open().close();
    Path segment = disk.list(DIRECTORY).getFirst();
    byte[] file = disk.readFully(segment);
    disk.writeAtomically(segment, newer(file, 4, 0, EntryFormat.SEGMENT_BYTES - 4));

    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("has version 2, known is 1: run the newer Jackdaw");
  }

  @Test
  void aVoteOfANewerVersionIsRefused() {
    new Ballot(7, 2, false).write(disk, DIRECTORY);
    Path vote = disk.list(DIRECTORY).getFirst();
    disk.writeAtomically(vote, newer(disk.readFully(vote), 4, 0, 21));

    assertThatThrownBy(() -> Ballot.read(disk, DIRECTORY))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is of version 2: run the newer Jackdaw that wrote it");
  }

  @Test
  void aBatchOfANewerVersionStopsTheServerBeforeItIsApplied() {
    CommandBatch batch = new CommandBatch();
    batch.add(TestProposal.of("command"));
    ByteBuffer entry = batch.encode(new CommandBatch.Stamp(1, 1, 1));
    ListMachine machine = new ListMachine();
    assertThat(CommandBatch.isKnown(entry.array())).isTrue();
    entry.put(0, (byte) 2);

    // A leader does not log it.
    assertThat(CommandBatch.isKnown(entry.array())).isFalse();
    assertThatThrownBy(() -> LoggedBatches.read(machine).apply(1, entry))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("an entry of version 2, known is 1");
    assertThat(machine.commands()).isEmpty();
  }

  @Test
  void membersOfANewerVersionAreRefused() {
    byte[] members = new Members(0, List.of(), List.of()).encode();
    members[0]++;

    assertThatThrownBy(() -> Members.decode(members)).hasMessageContaining("version");
  }

  @Test
  void aSnapshotOfANewerVersionIsRefusedAndOneOfTheFirstIsRead() throws IOException {
    ListMachine machine = new ListMachine();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LoggedBatches.read(machine).snapshot().writeTo(out);
    ByteBuffer newer = ByteBuffer.wrap(out.toByteArray()).putInt(4, 3);

    assertThatThrownBy(
            () -> LoggedBatches.read(machine).restore(new ByteArrayInputStream(newer.array())))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("of a newer Jackdaw");

    // Magic, version, commands, no origins, no length of members, and no commands in the list.
    ByteBuffer first = ByteBuffer.allocate(4 + 4 + 8 + 4 + 4);
    first.putInt(0x4a44454e).putInt(1).putLong(5).putInt(0).putInt(0);
    LoggedBatches read = LoggedBatches.read(machine);
    read.restore(new ByteArrayInputStream(first.array()));
    assertThat(read.commands()).isEqualTo(5);
    assertThat(read.members()).isNull();
  }

  /**
   * The same bytes with the int at {@code at} one larger, and a checksum that says they are right.
   */
  private static byte[] newer(byte[] bytes, int at, int from, int checksumAt) {
    ByteBuffer file = ByteBuffer.wrap(bytes.clone());
    file.putInt(at, file.getInt(at) + 1);
    CRC32C crc = new CRC32C();
    crc.update(file.array(), from, checksumAt - from);
    file.putInt(checksumAt, (int) crc.getValue());
    return file.array();
  }
}
