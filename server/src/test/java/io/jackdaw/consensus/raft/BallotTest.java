package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.disk.CrashedException;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BallotTest {
  private static final Path DIRECTORY = Path.of("/log");
  private static final Path VOTE = DIRECTORY.resolve("vote");
  private static final Ballot BEFORE = new Ballot(4, 3, true);
  private static final Ballot AFTER = new Ballot(7, 2, false);

  private static FakeDisk disk(long seed) {
    FakeDisk disk = new FakeDisk(seed);
    disk.createDirectories(DIRECTORY);
    disk.forceDirectory(Path.of("/"));
    return disk;
  }

  @Test
  void whoHasPromisedNothingIsANovice() {
    assertThat(Ballot.read(disk(1), DIRECTORY)).isEqualTo(new Ballot(0, 0, true));
  }

  @Test
  void aCrashLeavesThePromiseOrTheOneBefore() {
    Set<Ballot> seen = new HashSet<>();
    for (int seed = 0; seed < 400; seed++) {
      FakeDisk disk = disk(seed);
      BEFORE.write(disk, DIRECTORY);
      disk.crashAfter(seed % 5);
      Ballot told = BEFORE;
      try {
        AFTER.write(disk, DIRECTORY);
        told = AFTER;
      } catch (CrashedException crashed) {
        assertThat(disk.hasCrashed()).isTrue();
      }
      Ballot kept = Ballot.read(disk.reboot(), DIRECTORY);
      assertThat(kept).isIn(told, AFTER);
      seen.add(kept);
    }
    assertThat(seen).containsExactlyInAnyOrder(BEFORE, AFTER);
  }

  @Test
  void whatIsReadOutlivesTheNextCrash() {
    for (int seed = 0; seed < 400; seed++) {
      FakeDisk disk = disk(seed);
      BEFORE.write(disk, DIRECTORY);
      disk.crashAfter(seed % 5);
      try {
        AFTER.write(disk, DIRECTORY);
      } catch (CrashedException crashed) {
        assertThat(disk.hasCrashed()).isTrue();
      }
      Ballot read = Ballot.read(disk.restartProcess(), DIRECTORY);
      assertThat(Ballot.read(disk.reboot(), DIRECTORY)).isEqualTo(read);
    }
  }

  @Test
  void aFullDiskHasRoomForAPromise() {
    FakeDisk disk = disk(1);
    BEFORE.write(disk, DIRECTORY);
    disk.limit(disk.usedBytes());

    AFTER.write(disk, DIRECTORY);

    assertThat(Ballot.read(disk.reboot(), DIRECTORY)).isEqualTo(AFTER);
  }

  @Test
  void oneCopyIsEnoughAndNoneIsDamage() {
    FakeDisk disk = disk(1);
    AFTER.write(disk, DIRECTORY);
    disk.flipBit(VOTE, 10, 3);
    assertThat(Ballot.read(disk, DIRECTORY)).isEqualTo(AFTER);
    disk.flipBit(VOTE, 4096 + 10, 3);
    assertThat(Ballot.read(disk, DIRECTORY)).as("the first was mended").isEqualTo(AFTER);

    disk.flipBit(VOTE, 10, 3);
    disk.flipBit(VOTE, 4096 + 10, 3);
    assertThatThrownBy(() -> Ballot.read(disk, DIRECTORY))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void aVoteOfTheFirstVersionIsRead() {
    FakeDisk disk = disk(1);
    disk.writeAtomically(
        VOTE,
        HexFormat.of()
            .parseHex(
                "4a44564f" + "00000001" + "0000000000000007" + "00000002" + "00" + "5c499dc2"));

    assertThat(Ballot.read(disk, DIRECTORY)).isEqualTo(AFTER);
    assertThat(disk.reboot().readFully(VOTE)).hasSize(4096 + 25);
  }

  @Test
  void aVoteIsLaidOutAsItsFormatSays() {
    FakeDisk disk = disk(1);
    AFTER.write(disk, DIRECTORY);

    byte[] file = disk.readFully(VOTE);

    assertThat(HexFormat.of().formatHex(file, 0, 21))
        .isEqualTo("4a44564f" + "00000002" + "0000000000000007" + "00000002" + "00");
    assertThat(ByteBuffer.wrap(file, 4096, 25)).isEqualTo(ByteBuffer.wrap(file, 0, 25));
  }
}
