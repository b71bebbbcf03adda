package io.jackdaw.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnTest {
  @Test
  void whatWaitsRunsInItsOrderWhenTheTurnPasses() {
    Turn turn = new Turn();
    List<String> ran = new ArrayList<>();
    turn.afterwards(() -> ran.add("first"));
    turn.afterwards(() -> ran.add("second"));
    assertThat(ran).isEmpty();

    turn.pass();

    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void whoComesLateRunsItselfAndAtOnce() {
    Turn turn = new Turn();
    turn.pass();

    assertThat(turn.await(() -> {})).isFalse();
    List<String> ran = new ArrayList<>();
    turn.afterwards(() -> ran.add("late"));
    assertThat(ran).containsExactly("late");
  }

  @Test
  void nothingIsLostOrDoubledWhenBothHappenAtOnce() throws InterruptedException {
    for (int round = 0; round < 2000; round++) {
      Turn turn = new Turn();
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch ready = new CountDownLatch(1);
      Thread passing =
          Thread.ofPlatform()
              .start(
                  () -> {
                    ready.countDown();
                    turn.pass();
                  });
      ready.await();
      turn.afterwards(ran::incrementAndGet);
      passing.join();
      assertThat(ran).hasValue(1);
    }
  }
}
