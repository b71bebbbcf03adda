package io.jackdaw.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingleThreadEventLoopTest {
  private static final int THREADS = 4;
  private static final int TASKS = 50_000;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test-loop");
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch done = new CountDownLatch(1);

  @AfterEach
  void close() {
    loop.close();
  }

  private void awaitDone() throws InterruptedException {
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void keepsOrderAndGoesOnAfterATaskThatThrows() throws InterruptedException {
    loop.execute(() -> seen.add("first"));
    loop.execute(
        () -> {
          throw new IllegalStateException("expected by this test");
        });
    loop.execute(() -> seen.add("inside " + loop.inEventLoop()));
    loop.schedule(1, done::countDown);

    awaitDone();
    assertThat(loop.inEventLoop()).isFalse();
    assertThat(seen).containsExactly("first", "inside true");
  }

  @Test
  void losesNoTaskOfManyThreads() throws InterruptedException {
    AtomicInteger left = new AtomicInteger(THREADS * TASKS);
    int[] unguarded = new int[1];
    for (int i = 0; i < THREADS; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                for (int task = 0; task < TASKS; task++) {
                  loop.execute(
                      () -> {
                        unguarded[0]++;
                        if (left.decrementAndGet() == 0) {
                          done.countDown();
                        }
                      });
                }
              });
    }

    awaitDone();
    assertThat(unguarded[0]).isEqualTo(THREADS * TASKS);
  }

  @Test
  void runsTimersInTheOrderOfTheirTimesAndNoneThatIsCancelled() throws InterruptedException {
    EventLoop.Timeout cancelled = loop.schedule(5, () -> seen.add("cancelled"));
    loop.execute(
        () -> {
          loop.schedule(40, done::countDown);
          loop.schedule(20, () -> seen.add("second"));
          loop.schedule(10, () -> seen.add("first"));
          loop.schedule(10, () -> seen.add("as early")).cancel();
          loop.schedule(Long.MAX_VALUE, () -> seen.add("never"));
          cancelled.cancel();
        });

    awaitDone();
    assertThat(seen).containsExactly("first", "second");
  }

  @Test
  void runsTimersThoughTasksNeverEnd() throws InterruptedException {
    AtomicBoolean busy = new AtomicBoolean(true);
    Runnable endless =
        new Runnable() {
          @Override
          public void run() {
            if (busy.get()) {
              loop.execute(this);
            }
          }
        };
    loop.execute(endless);
    loop.schedule(1, done::countDown);

    awaitDone();
    busy.set(false);
  }

  @Test
  void waitsThoughATaskLeftItsThreadInterrupted() throws InterruptedException {
    loop.execute(() -> Thread.currentThread().interrupt());
    loop.schedule(30, () -> seen.add("interrupted " + Thread.currentThread().isInterrupted()));
    loop.schedule(31, done::countDown);

    awaitDone();
    assertThat(seen).containsExactly("interrupted false");
  }

  @Test
  void dropsWhatComesAfterItsEnd() {
    loop.execute(() -> seen.add("before " + Thread.currentThread().isDaemon()));
    loop.execute(loop::close);
    loop.execute(() -> seen.add("after"));
    loop.close();
    loop.execute(() -> seen.add("much later"));

    assertThat(seen).isSubsetOf("before true");
  }
}
