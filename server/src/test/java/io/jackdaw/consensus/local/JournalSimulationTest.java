package io.jackdaw.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.FakeClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Histories from seeds: proposals of all sizes, snapshots, crashes at any change of the disk,
 * failed fsyncs, full disks. After each restart the state must be all that was acknowledged,
 * followed by a prefix, in order, of what was proposed and not answered.
 */
final class JournalSimulationTest {
  private static final int SEEDS = 250;
  private static final int LIVES = 8;
  private static final Path SNAPSHOTS = Path.of("/snapshots");

  @Test
  void losesNothingAcknowledgedAndInventsNothing() {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        new History(seed).run();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
  }

  private static final class History {
    private final SplittableRandom random;
    private final JournalConfig config;
    private FakeDisk disk;
    private List<String> certain = new ArrayList<>();
    private final List<TestProposal> open = new ArrayList<>();
    private final FakeClock clock = new FakeClock();
    private long sequence;

    History(long seed) {
      this.random = new SplittableRandom(seed);
      this.disk = new FakeDisk(random.split());
      this.config =
          JournalConfig.defaults(Bench.DIRECTORY)
              .withSnapshotDirectory(random.nextBoolean() ? Bench.DIRECTORY : SNAPSHOTS)
              .withSizes(2048 + random.nextInt(8192), random.nextInt(3) * 700, 1500)
              .withSnapshotEvery(5 + random.nextInt(100), 1 << 20)
              .withRetention(1 + random.nextInt(3), true);
    }

    void run() {
      for (int life = 0; life < LIVES; life++) {
        live();
        disk = random.nextInt(3) == 0 ? disk.restartProcess() : disk.reboot();
      }
      recover(new Bench(disk, config, clock));
    }

    private void live() {
      prepareFault();
      try {
        Bench bench = new Bench(disk, config, clock);
        recover(bench);
        int steps = random.nextInt(60);
        for (int i = 0; i < steps; i++) {
          step(bench);
        }
      } catch (StorageException endOfThisLife) {
        // Whatever was in hand is neither acknowledged nor surely lost.
      } finally {
        settle();
      }
    }

    private void prepareFault() {
      switch (random.nextInt(4)) {
        case 0 -> disk.failForceAfter(random.nextInt(100));
        case 1 -> disk.limit(disk.usedBytes() + random.nextInt(20_000));
        default -> disk.crashAfter(random.nextInt(200));
      }
    }

    private void recover(Bench bench) {
      bench.recover();
      List<String> found = bench.machine().commands();
      assertThat(found.size()).isGreaterThanOrEqualTo(certain.size());
      assertThat(found.subList(0, certain.size())).isEqualTo(certain);
      List<String> more = found.subList(certain.size(), found.size());
      List<String> hoped = open.stream().map(TestProposal::hex).toList();
      assertThat(more.size()).isLessThanOrEqualTo(hoped.size());
      assertThat(more).isEqualTo(hoped.subList(0, more.size()));
      certain = new ArrayList<>(found);
      open.clear();
    }

    private void step(Bench bench) {
      for (int count = random.nextInt(6); count > 0; count--) {
        TestProposal proposal = new TestProposal(command());
        open.add(proposal);
        bench.propose(proposal);
      }
      if (random.nextInt(20) == 0) {
        bench.requestSnapshot();
      }
      bench.step();
      if (random.nextInt(10) == 0) {
        disk.limit(Long.MAX_VALUE);
      }
      clock.advance(random.nextInt(1000));
      if (random.nextInt(4) == 0) {
        bench.writeSnapshot();
      }
    }

    /**
     * Sorts what was acknowledged from what was left open when this life ended; what found the disk
     * full was surely not done.
     */
    private void settle() {
      open.removeIf(TestProposal::isRefusedForWantOfSpace);
      while (!open.isEmpty() && open.getFirst().isApplied()) {
        certain.add(open.removeFirst().hex());
      }
      assertThat(open).noneMatch(TestProposal::isApplied);
    }

    private byte[] command() {
      int size = Long.BYTES + (random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(60));
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      ByteBuffer.wrap(bytes).putLong(sequence++);
      return bytes;
    }
  }
}
