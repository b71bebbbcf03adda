package io.jackdaw.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of {@link EventLoop}, on the fake. */
class FakeEventLoopTest {
  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop fake = new FakeEventLoop(clock);
  private final List<String> seen = new ArrayList<>();

  @Test
  void runsTimersInTheOrderOfTheirTimeAndNotBefore() {
    fake.schedule(20, () -> seen.add("late"));
    fake.schedule(10, () -> seen.add("early"));
    fake.execute(() -> seen.add("now"));

    fake.advance(9);
    assertThat(seen).containsExactly("now");
    fake.advance(11);
    assertThat(seen).containsExactly("now", "early", "late");
  }

  @Test
  void aCancelledTimerDoesNotRun() {
    fake.schedule(5, () -> seen.add("never")).cancel();

    fake.advance(10);

    assertThat(seen).isEmpty();
    assertThat(fake.timers()).isZero();
  }
}
