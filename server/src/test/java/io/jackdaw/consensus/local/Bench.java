package io.jackdaw.consensus.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jackdaw.consensus.ListMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.disk.FakeDisk;
import io.jackdaw.time.Clock;
import io.jackdaw.time.FakeClock;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The journal without its threads: a test decides when a batch is committed and when a snapshot is
 * written, so that one seed gives one history.
 */
final class Bench {
  static final Path DIRECTORY = Path.of("/journal");

  private final ListMachine machine = new ListMachine();
  private final Queue<Runnable> snapshotWrites = new ArrayDeque<>();
  private final ProposalQueue queue;
  private final CommitLoop loop;

  Bench(FakeDisk disk, JournalConfig config) {
    this(disk, config, new FakeClock());
  }

  Bench(FakeDisk disk, JournalConfig config, Clock clock) {
    disk.createDirectories(config.directory());
    disk.createDirectories(config.snapshotDirectory());
    disk.forceDirectory(Path.of("/"));
    this.queue = new ProposalQueue(config.limits().maxPendingCommands());
    this.loop =
        new CommitLoop(
            config,
            disk,
            clock,
            new io.jackdaw.consensus.LogMetrics(),
            machine,
            queue,
            new AtomicLong(),
            snapshotWrites::add,
            failure -> {});
  }

  static JournalConfig smallConfig() {
    return JournalConfig.defaults(DIRECTORY).withSizes(4096, 1024, 2048);
  }

  Bench recover() {
    loop.recover();
    return this;
  }

  void propose(TestProposal proposal) {
    if (!queue.offer(proposal)) {
      throw new IllegalStateException("the queue is full");
    }
  }

  /** Proposes and commits one batch for each argument, each a list of commands. */
  @SafeVarargs
  final void commit(List<String>... batches) {
    for (List<String> batch : batches) {
      batch.forEach(command -> propose(new TestProposal(command.getBytes(UTF_8))));
      loop.step();
    }
  }

  boolean step() {
    return loop.step();
  }

  void requestSnapshot() {
    loop.snapshotter().request();
  }

  /** Writes a snapshot that was begun, if there is one. */
  void writeSnapshot() {
    Runnable write = snapshotWrites.poll();
    if (write != null) {
      write.run();
    }
  }

  void takeSnapshot() {
    requestSnapshot();
    loop.step();
    writeSnapshot();
  }

  long snapshotIndex() {
    return loop.snapshotter().durableIndex();
  }

  ListMachine machine() {
    return machine;
  }
}
