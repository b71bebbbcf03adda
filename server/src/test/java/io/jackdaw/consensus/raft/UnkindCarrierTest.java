package io.jackdaw.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.consensus.TestProposal;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import io.jackdaw.zookeeper.RecordedTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers, their znodes and sessions above a log that has one order and nothing else to be trusted:
 * entries are lost, doubled, delayed and reordered on their way into it, leaders come and go,
 * servers restart, and replicas jump over parts of the log by snapshots. One seed, one run.
 */
class UnkindCarrierTest {
  private static final int SERVERS = 3;
  private static final int STEPS = 1500;
  private static final long SEEDS = Long.getLong("jackdaw.ensemble.seeds", 40);

  @Test
  void everyCommandIsAppliedOnceAndInOrderWhateverTheCarrierDoes() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Simulation(seed).run();
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("seed " + seed, failure);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 4711})
  void aClockThatWentBackDoesNotSilenceAServer(long earlier) {
    Simulation simulation = new Simulation(1);
    simulation.servers[0].restart(1_000_000);
    simulation.propose(0);
    simulation.settle();

    simulation.servers[0].restart(earlier);
    TestProposal after = simulation.propose(0);
    simulation.settle();

    assertThat(after.isApplied()).isTrue();
  }

  @Test
  void twoStartsInOneMillisecondAreTwo() {
    FakeClock clock = new FakeClock();
    Random random = new Random(5);
    long first = Outbox.incarnation(clock, random);
    assertThat(Outbox.incarnation(clock, random)).isNotEqualTo(first);
    clock.advance(1);
    assertThat(Outbox.incarnation(clock, random)).isGreaterThan(first);
  }

  /** The log that all servers see, and what is on its way into it. */
  private static final class Simulation {
    private final Random random;
    private final FakeClock clock = new FakeClock();
    private final FakeEventLoop loop = new FakeEventLoop(clock);
    private final List<ByteBuffer> log = new ArrayList<>();
    private final List<Runnable> travelling = new ArrayList<>();
    private final Server[] servers = new Server[SERVERS];
    private final List<List<TestProposal>> proposed = new ArrayList<>();
    private boolean kind;
    private boolean leader = true;
    private int named;

    Simulation(long seed) {
      random = new Random(seed);
      for (int i = 0; i < SERVERS; i++) {
        servers[i] = new Server(i);
        proposed.add(new ArrayList<>());
      }
    }

    void run() throws IOException {
      for (int step = 0; step < STEPS; step++) {
        Server server = servers[random.nextInt(SERVERS)];
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> propose(server.index);
          case 4, 5, 6 -> arrive();
          case 7, 8 -> server.applySome();
          case 9 -> loop.advance(random.nextInt(50));
          case 10 -> leader = random.nextInt(4) != 0;
          default -> {
            if (random.nextInt(20) == 0) {
              server.restart(clock.wallMs() + 2 + step);
            } else if (random.nextInt(20) == 0) {
              server.jumpTo(servers[(server.index + 1) % SERVERS]);
            }
          }
        }
      }
      settle();
      for (Server server : servers) {
        assertThat(server.machine.commands()).isEqualTo(servers[0].machine.commands());
        assertThat(server.machine.state()).isEqualTo(servers[0].machine.state());
      }
      check(servers[0].machine.commands());
    }

    TestProposal propose(int index) {
      TestProposal proposal =
          new TestProposal(servers[index].machine.any(random, index + 1, named++));
      proposed.get(index).add(proposal);
      servers[index].outbox.offer(proposal);
      loop.runReady();
      return proposal;
    }

    private void arrive() {
      if (!travelling.isEmpty()) {
        travelling.remove(random.nextInt(travelling.size())).run();
      }
    }

    /** Lets everything come to rest, with a carrier that is kind from now on. */
    void settle() {
      kind = true;
      leader = true;
      for (Server server : servers) {
        server.outbox.resendSoon(); // As a server does that learns who leads.
      }
      for (int round = 0; round < 400; round++) {
        loop.advance(50);
        while (!travelling.isEmpty()) {
          travelling.removeFirst().run();
        }
        for (Server server : servers) {
          server.applyAll();
        }
      }
    }

    private void check(List<String> applied) {
      assertThat(applied).doesNotHaveDuplicates();
      for (List<TestProposal> ofOne : proposed) {
        List<String> acknowledged =
            ofOne.stream().filter(TestProposal::isApplied).map(TestProposal::hex).toList();
        if (!acknowledged.isEmpty()) { // AssertJ finds no empty sequence in anything.
          assertThat(applied).containsSubsequence(acknowledged);
        }
        assertThat(ofOne).allMatch(proposal -> proposal.outcome().isDone());
      }
    }

    CompletionStage<Void> carry(ByteBuffer entry) {
      CompletableFuture<Void> outcome = new CompletableFuture<>();
      int fate = kind ? 9 : random.nextInt(10);
      if (fate == 0) {
        travelling.add(() -> outcome.completeExceptionally(new IOException("lost")));
      } else {
        travelling.add(
            () -> {
              log.add(entry);
              if (fate == 1) {
                outcome.completeExceptionally(new IOException("it is not known"));
              } else {
                outcome.complete(null);
              }
            });
        if (fate == 2) {
          travelling.add(() -> log.add(entry));
        }
      }
      return outcome;
    }

    /** One server: its outbox, and how far it has applied the log. */
    private final class Server implements Carrier {
      private final int index;
      private Outbox outbox;
      private LoggedBatches batches;
      private RecordedTree machine;
      private int at;

      Server(int index) {
        this.index = index;
        begin(clock.wallMs() + 1);
      }

      private void begin(long incarnation) {
        outbox =
            new Outbox(
                new Outbox.Limits(4, 100, 100_000, 1 << 20, 20, 1000),
                index + 1,
                incarnation,
                loop,
                this);
        machine = new RecordedTree();
        batches = new LoggedBatches(machine, index + 1, outbox);
        at = 0;
      }

      void restart(long incarnation) {
        outbox.close(
            new io.jackdaw.consensus.ProposalRefusedException(
                io.jackdaw.consensus.ProposalRefusedException.Reason.CLOSED, "restarted"));
        begin(incarnation);
      }

      /** Takes over the state of another server that is further. */
      void jumpTo(Server other) throws IOException {
        if (other.at <= at) {
          return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StateMachine.Snapshot snapshot = other.batches.snapshot()) {
          snapshot.writeTo(bytes);
        }
        batches.restore(new ByteArrayInputStream(bytes.toByteArray()));
        at = other.at;
      }

      void applySome() {
        for (int left = random.nextInt(4); left > 0 && at < log.size(); left--) {
          batches.apply(1, log.get(at++));
        }
        loop.runReady();
      }

      void applyAll() {
        while (at < log.size()) {
          batches.apply(1, log.get(at++));
        }
        loop.runReady();
      }

      @Override
      public boolean hasLeader() {
        return leader;
      }

      @Override
      public CompletionStage<Void> carry(ByteBuffer entry) {
        return Simulation.this.carry(entry);
      }
    }
  }
}
