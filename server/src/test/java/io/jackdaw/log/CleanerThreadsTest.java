package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cleaner's threads come when they are wanted, also while it runs. */
class CleanerThreadsTest {
  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final List<Integer> made = new ArrayList<>();

  private static CleanerConfig config(boolean enabled, int threads) {
    return new CleanerConfig(enabled, threads, 24 << 20, 1 << 20, Double.MAX_VALUE, 15_000);
  }

  private LogCleaner cleaner(CleanerConfig config) {
    return new LogCleaner(
        config,
        List::of,
        log -> {},
        clock,
        number -> {
          made.add(number);
          return loop;
        });
  }

  @Test
  void moreThreadsAreMadeWhenTheConfigurationWantsThem() {
    LogCleaner cleaner = cleaner(config(true, 1));
    assertThat(made).containsExactly(0);

    cleaner.reconfigure(config(true, 3));
    cleaner.reconfigure(config(true, 2));
    cleaner.reconfigure(config(true, 3));

    assertThat(made).containsExactly(0, 1, 2);
  }

  @Test
  void aCleanerThatIsOffMakesNone() {
    LogCleaner cleaner = cleaner(config(false, 1));
    cleaner.reconfigure(config(false, 2));

    assertThat(made).isEmpty();
  }
}
