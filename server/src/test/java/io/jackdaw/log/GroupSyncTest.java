package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class GroupSyncTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private int asked;
  private int forced;

  private final GroupSync sync = new GroupSync(threads::add, () -> forced = asked);

  private void ask() {
    asked++;
    sync.request();
  }

  @Test
  void oneSyncServesAllWhoAskedBeforeItBegan() {
    for (int i = 0; i < 100; i++) {
      ask();
    }
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(forced).isEqualTo(100);
    assertThat(threads).as("those who asked while it was waiting").hasSize(1);
    threads.remove().run();
    assertThat(threads).isEmpty();
  }

  @Test
  void whoAsksWhileASyncRunsGetsTheNext() {
    GroupSync[] self = new GroupSync[1];
    self[0] =
        new GroupSync(
            threads::add,
            () -> {
              forced = asked;
              if (asked == 1) {
                asked = 2;
                self[0].request();
              }
            });
    asked = 1;
    self[0].request();
    threads.remove().run();
    assertThat(forced).isEqualTo(1);
    threads.remove().run();
    assertThat(forced).isEqualTo(2);
    assertThat(threads).isEmpty();
  }
}
