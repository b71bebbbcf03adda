package io.jackdaw.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.Proposal;
import io.jackdaw.consensus.ProposalRefusedException;
import io.jackdaw.consensus.ProposalRefusedException.Reason;
import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.Disk;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.time.Clock;
import io.jackdaw.time.FakeClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as its users see it: threads, order, refusals, snapshots. */
final class JournalLogTest {
  private static final Path DIRECTORY = Path.of("/journal");

  @TempDir Path temporary;
  private final FakeDisk disk = new FakeDisk(1);
  private final JournalConfig config =
      JournalConfig.defaults(DIRECTORY).withSizes(1024 * 1024, 4096, 64 * 1024);

  @Test
  void appliesInTheOrderOfProposalAndAgainAfterARestart() throws Exception {
    ListMachine machine = new ListMachine();
    List<TestProposal> proposals = new ArrayList<>();
    try (JournalLog log = started(disk, config, machine)) {
      for (int i = 0; i < 1000; i++) {
        proposals.add(TestProposal.of("command " + i));
        log.propose(proposals.getLast());
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(outcome(proposals.get(i))).isEqualTo(i + 1);
      }
      assertThat(log.appliedIndex()).isEqualTo(1000);
    }

    ListMachine again = new ListMachine();
    started(disk, config, again).close();
    assertThat(again.commands()).isEqualTo(proposals.stream().map(TestProposal::hex).toList());
  }

  @Test
  void keepsTheOrderOfEachOfManyThreadsOnARealDisk() throws Exception {
    JournalConfig real =
        JournalConfig.defaults(temporary.resolve("journal"))
            .withSnapshotDirectory(temporary.resolve("snapshots"))
            .withSizes(64 * 1024, 16 * 1024, 16 * 1024)
            .withSnapshotEvery(500, 1 << 20);
    int threads = 4;
    int each = 1000;
    long all = (long) threads * each;
    ListMachine machine = new ListMachine();
    try (JournalLog log = started(new LocalDisk(), real, machine)) {
      List<CompletableFuture<Void>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        done.add(proposeMany(log, t, each));
      }
      for (CompletableFuture<Void> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
      await().until(() -> log.appliedIndex() == all);
      await().until(() -> log.snapshotIndex() > 0);
    }

    ListMachine again = new ListMachine();
    started(new LocalDisk(), real, again).close();
    assertThat(again.restored()).isEqualTo(1);
    assertThat(again.commands()).isEqualTo(machine.commands());
    for (int t = 0; t < threads; t++) {
      String prefix = hex(t + ":");
      assertThat(again.commands().stream().filter(c -> c.startsWith(prefix)))
          .isEqualTo(expected(t, each));
    }
  }

  @Test
  void sharesOneFsyncAmongAllThatWait() throws Exception {
    CountDownLatch inFirst = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ListMachine machine = new ListMachine();
    StateMachine blocking =
        new Forwarding(machine) {
          @Override
          public void apply(long index, long term, ByteBuffer command, @Nullable Proposal from) {
            super.apply(index, term, command, from);
            if (index == 1) {
              inFirst.countDown();
              awaitUninterruptibly(goOn);
            }
          }
        };
    try (JournalLog log = started(disk, config, blocking)) {
      log.propose(TestProposal.of("first"));
      inFirst.await();
      long before = disk.operations();
      TestProposal last = TestProposal.of("last");
      for (int i = 0; i < 100; i++) {
        log.propose(TestProposal.of("together " + i));
      }
      log.propose(last);
      goOn.countDown();

      assertThat(outcome(last)).isEqualTo(102);
      assertThat(disk.operations() - before)
          .as("one zero fill, one write, one force")
          .isLessThan(4);
      await().until(() -> machine.batches() == 3);
    }
  }

  @Test
  void refusesBeforeItIsStartedAndAfterItIsClosed() {
    JournalLog log = new JournalLog(config, disk, Clock.system());
    assertRefused(log, TestProposal.of("early"), Reason.CLOSED);

    log.start(new ListMachine());
    log.close();
    assertRefused(log, TestProposal.of("late"), Reason.CLOSED);
    assertThatThrownBy(log::snapshot).isInstanceOf(StorageException.class);
  }

  @Test
  void refusesWhatIsTooLargeOrTooMuch() {
    CountDownLatch goOn = new CountDownLatch(1);
    StateMachine blocking =
        new Forwarding(new ListMachine()) {
          @Override
          public void apply(long index, long term, ByteBuffer command, @Nullable Proposal from) {
            awaitUninterruptibly(goOn);
          }
        };
    try (JournalLog log = started(disk, config.withLimits(100, 4, 350), blocking)) {
      assertRefused(log, new TestProposal(new byte[101]), Reason.TOO_LARGE);
      log.propose(new TestProposal(new byte[100]));
      log.propose(new TestProposal(new byte[100]));
      log.propose(new TestProposal(new byte[100]));
      assertRefused(log, new TestProposal(new byte[51]), Reason.OVERLOADED);
      log.propose(new TestProposal(new byte[1]));
      await().until(() -> isRefused(log, new TestProposal(new byte[0]), Reason.OVERLOADED));
      goOn.countDown();
      await().until(() -> log.pendingBytes() == 0);
      TestProposal accepted = new TestProposal(new byte[100]);
      log.propose(accepted);
      assertThat(accepted.outcome()).isNotCompletedExceptionally();
    }
  }

  @Test
  void takesACommandLargerThanABatch() throws Exception {
    ListMachine machine = new ListMachine();
    TestProposal large = new TestProposal(new byte[300_000]);
    try (JournalLog log = started(disk, config, machine)) {
      log.propose(TestProposal.of("before"));
      log.propose(large);
      TestProposal after = TestProposal.of("after");
      log.propose(after);
      assertThat(outcome(after)).isEqualTo(3);
    }
    ListMachine again = new ListMachine();
    started(disk, config, again).close();
    assertThat(again.commands().get(1)).isEqualTo(large.hex());
  }

  @Test
  void stopsForGoodWhenAnFsyncFails() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    ListMachine machine = new ListMachine();
    try (JournalLog log = new JournalLog(config, disk, Clock.system(), failure::set)) {
      log.start(machine);
      TestProposal good = TestProposal.of("good");
      log.propose(good);
      outcome(good);
      disk.failForceAfter(0);
      TestProposal bad = TestProposal.of("bad");
      log.propose(bad);

      assertThatThrownBy(() -> outcome(bad)).hasCauseInstanceOf(ProposalRefusedException.class);
      await().until(() -> failure.get() instanceof StorageException);
      assertRefused(log, TestProposal.of("later"), Reason.FAILED);
      assertThat(machine.commands()).containsExactly(good.hex());
    }
  }

  @Test
  void refusesWhileTheDiskIsFullAndGoesOnByItselfWithWhatWasAcknowledged() throws Exception {
    ListMachine machine = new ListMachine();
    List<String> acknowledged = new ArrayList<>();
    FakeClock clock = new FakeClock();
    try (JournalLog log = new JournalLog(config, disk, clock)) {
      log.start(machine);
      disk.limit(disk.usedBytes() + 10_000);
      while (accepts(log, acknowledged)) {
        assertThat(acknowledged.size()).isLessThan(1000);
      }
      disk.limit(Long.MAX_VALUE);
      assertThat(accepts(log, acknowledged)).as("before it is time to look").isFalse();
      clock.advance(10_000);
      await().until(() -> accepts(log, acknowledged));
      assertThat(accepts(log, acknowledged)).isTrue();
    }
    assertThat(machine.commands()).isEqualTo(acknowledged);
    ListMachine again = new ListMachine();
    started(disk, config, again).close();
    assertThat(again.commands()).isEqualTo(acknowledged);
  }

  /** Proposes one command and notes it if it was applied. */
  private static boolean accepts(JournalLog log, List<String> acknowledged) throws Exception {
    TestProposal next = new TestProposal(new byte[500]);
    log.propose(next);
    boolean applied = next.outcome().handle((index, refusal) -> refusal == null).get();
    if (applied) {
      acknowledged.add(next.hex());
    } else {
      assertThat(next.isRefusedForWantOfSpace()).isTrue();
    }
    return applied;
  }

  @Test
  void leavesNothingOfABatchThatFoundNoRoomAtAnyByte() {
    for (int room = 0; room < 700; room += 7) {
      FakeDisk small = new FakeDisk(room);
      JournalConfig tight = Bench.smallConfig().withSizes(4096, 0, 2048);
      FakeClock clock = new FakeClock();
      Bench bench = new Bench(small, tight, clock).recover();
      bench.commit(List.of("first"));
      small.limit(small.usedBytes() + room);
      TestProposal refused = new TestProposal(new byte[700]);
      bench.propose(refused);
      bench.step();
      assertThat(refused.isRefusedForWantOfSpace()).isTrue();
      small.limit(Long.MAX_VALUE);
      clock.advance(10_000);
      bench.commit(List.of("second"));

      List<String> after = new Bench(small.reboot(), tight).recover().machine().commands();
      assertThat(after).isEqualTo(bench.machine().commands()).hasSize(2);
    }
  }

  @Test
  void staysInItsSegmentWhenThereIsNoRoomForTheNext() {
    FakeClock clock = new FakeClock();
    JournalConfig small = Bench.smallConfig();
    Bench bench = new Bench(disk, small, clock).recover();
    bench.commit(List.of("a".repeat(1900)), List.of("b".repeat(1900)));
    disk.limit(disk.usedBytes() + 10);
    TestProposal refused = new TestProposal(new byte[1900]);
    bench.propose(refused);
    bench.step();
    assertThat(refused.isRefusedForWantOfSpace()).isTrue();
    assertThat(NamedFile.segments(disk, Bench.DIRECTORY)).hasSize(1);

    disk.limit(Long.MAX_VALUE);
    clock.advance(10_000);
    bench.commit(List.of("c".repeat(1900)));

    assertThat(NamedFile.segments(disk, Bench.DIRECTORY)).hasSize(2);
    assertThat(new Bench(disk.reboot(), small).recover().machine().commands())
        .isEqualTo(bench.machine().commands())
        .hasSize(3);
  }

  @Test
  void leavesNoPartOfASnapshotOnAFullDisk() {
    Bench bench = new Bench(disk, Bench.smallConfig()).recover();
    bench.commit(List.of("a".repeat(1900)));
    disk.limit(disk.usedBytes() + 100);
    bench.takeSnapshot();

    assertThat(disk.list(Bench.DIRECTORY)).noneMatch(it -> it.toString().contains(".snap"));
  }

  @Test
  void stopsWhenTheStateMachineFails() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    StateMachine broken =
        new Forwarding(new ListMachine()) {
          @Override
          public void apply(long index, long term, ByteBuffer command, @Nullable Proposal from) {
            throw new IllegalStateException("broken invariant");
          }
        };
    try (JournalLog log = new JournalLog(config, disk, Clock.system(), failure::set)) {
      log.start(broken);
      log.propose(TestProposal.of("x"));
      await().until(() -> failure.get() instanceof IllegalStateException);
      assertRefused(log, TestProposal.of("later"), Reason.FAILED);
    }
  }

  @Test
  void writesASnapshotWhenAskedAndRestoresIt() throws Exception {
    ListMachine machine = new ListMachine();
    try (JournalLog log = started(disk, config, machine)) {
      assertThat(log.snapshot()).as("nothing to cover yet").isZero();
      TestProposal one = TestProposal.of("one");
      log.propose(one);
      outcome(one);
      assertThat(log.snapshot()).isEqualTo(1);
      assertThat(log.snapshot()).isEqualTo(1);
      TestProposal two = TestProposal.of("two");
      log.propose(two);
      outcome(two);
    }
    assertThat(NamedFile.segments(disk, DIRECTORY)).extracting(NamedFile::index).contains(1L, 2L);

    ListMachine again = new ListMachine();
    started(disk, config, again).close();
    assertThat(again.restored()).isEqualTo(1);
    assertThat(again.commands()).isEqualTo(machine.commands());
  }

  @Test
  void aLargeStateIsNotWrittenAgainForAFewSmallCommands() throws Exception {
    JournalConfig often = config.withSnapshotEvery(10, 1 << 20);
    String large = "x".repeat(400);
    try (JournalLog log = started(disk, often, new ListMachine())) {
      for (int i = 1; i <= 10; i++) {
        propose(log, large);
      }
      await().until(() -> log.snapshotIndex() == 10);
      for (int i = 11; i <= 40; i++) {
        propose(log, "small");
      }
    }
    try (JournalLog log = started(disk, often, new ListMachine())) {
      for (int i = 41; i <= 50; i++) {
        propose(log, large);
      }
      await().until(() -> log.snapshotIndex() > 40);
    }
    assertThat(NamedFile.snapshots(disk, DIRECTORY))
        .extracting(NamedFile::index)
        .startsWith(10L)
        .noneMatch(index -> index > 10 && index <= 40);
  }

  private void propose(JournalLog log, String command) throws Exception {
    TestProposal proposal = TestProposal.of(command);
    log.propose(proposal);
    outcome(proposal);
  }

  @Test
  void purgesWhatNoRecoveryNeeds() throws Exception {
    ListMachine machine = new ListMachine();
    try (JournalLog log = started(disk, config.withRetention(2, true), machine)) {
      for (int i = 0; i < 5; i++) {
        TestProposal next = TestProposal.of("command " + i);
        log.propose(next);
        outcome(next);
        log.snapshot();
      }
      await()
          .untilAsserted(
              () -> {
                assertThat(NamedFile.snapshots(disk, DIRECTORY))
                    .extracting(NamedFile::index)
                    .containsExactly(4L, 5L);
                assertThat(NamedFile.segments(disk, DIRECTORY))
                    .extracting(NamedFile::index)
                    .containsExactly(5L);
              });
    }
    ListMachine again = new ListMachine();
    started(disk, config, again).close();
    assertThat(again.commands()).isEqualTo(machine.commands());
  }

  @Test
  void goesOnWhileASnapshotIsWritten() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    ListMachine machine = new ListMachine();
    StateMachine slow =
        new Forwarding(machine) {
          @Override
          public Snapshot snapshot() {
            Snapshot inner = super.snapshot();
            return new Snapshot() {
              @Override
              public void writeTo(OutputStream out) throws IOException {
                awaitUninterruptibly(goOn);
                inner.writeTo(out);
              }

              @Override
              public void close() {
                inner.close();
              }
            };
          }
        };
    try (JournalLog log = started(disk, config, slow)) {
      TestProposal one = TestProposal.of("one");
      log.propose(one);
      outcome(one);
      CompletableFuture<Long> snapshot = CompletableFuture.supplyAsync(log::snapshot);
      await().until(() -> disk.list(DIRECTORY).stream().anyMatch(JournalLogTest::isTemporary));
      TestProposal two = TestProposal.of("two");
      log.propose(two);
      assertThat(outcome(two)).isEqualTo(2);
      assertThat(snapshot).isNotDone();
      goOn.countDown();
      assertThat(snapshot.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  @Test
  void letsOnlyOneServerUseADirectory() {
    try (JournalLog log = started(disk, config, new ListMachine());
        JournalLog second = new JournalLog(config, disk, Clock.system())) {
      assertThat(log.appliedIndex()).isZero();
      assertThatThrownBy(() -> second.start(new ListMachine()))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void leavesNoThreadBehind() {
    JournalLog log = started(disk, config, new ListMachine());
    log.propose(TestProposal.of("x"));
    log.close();
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("jackdaw-journal", "jackdaw-snapshot"));
  }

  private static boolean isTemporary(Path path) {
    return path.toString().endsWith(NamedFile.TEMPORARY);
  }

  private static CompletableFuture<Void> proposeMany(JournalLog log, int thread, int count) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < count; i++) {
            log.propose(TestProposal.of(thread + ":" + i));
          }
        });
  }

  private static List<String> expected(int thread, int count) {
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commands.add(hex(thread + ":" + i));
    }
    return commands;
  }

  private static String hex(String text) {
    return TestProposal.of(text).hex();
  }

  private static JournalLog started(Disk disk, JournalConfig config, StateMachine machine) {
    JournalLog log = new JournalLog(config, disk, Clock.system());
    log.start(machine);
    return log;
  }

  private static long outcome(TestProposal proposal) throws Exception {
    return proposal.outcome().get(30, TimeUnit.SECONDS);
  }

  private static void assertRefused(JournalLog log, TestProposal proposal, Reason reason) {
    assertThat(isRefused(log, proposal, reason)).isTrue();
  }

  private static boolean isRefused(JournalLog log, TestProposal proposal, Reason reason) {
    log.propose(proposal);
    return proposal.outcome().isCompletedExceptionally()
        && proposal.outcome().exceptionNow() instanceof ProposalRefusedException refusal
        && refusal.reason() == reason;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
