package io.jackdaw.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopMailTest {
  private final FakeEventLoop loop = new FakeEventLoop(new FakeClock());
  private final LoopMail mail = new LoopMail(loop);
  private final List<String> drained = new ArrayList<>();

  private LoopMail.Recipient recipient(String name, Runnable action) {
    return new LoopMail.Recipient() {
      @Override
      public void drain() {
        drained.add(name);
        action.run();
      }

      @Override
      public void close() {
        drained.add(name + " closed");
      }
    };
  }

  private LoopMail.Recipient recipient(String name) {
    return recipient(name, () -> {});
  }

  @Test
  void oneWakeUpIsEnoughForAll() {
    mail.notice(recipient("a"));
    mail.notice(recipient("b"));
    mail.reply(recipient("c"));
    loop.runOne();

    assertThat(drained).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(loop.runOne()).isFalse();
  }

  @Test
  void aReplyWaitsForNoMoreThanTheNoticeThatIsBeingSent() {
    mail.notice(recipient("first", () -> mail.reply(recipient("reply"))));
    for (int i = 0; i < 1000; i++) {
      mail.notice(recipient("notice"));
    }
    loop.runReady();

    assertThat(drained.indexOf("reply")).isEqualTo(drained.indexOf("first") + 1);
  }

  @Test
  void whatIsPostedLeavesWhenItIsSaidSo() {
    mail.post(recipient("a"));
    loop.runReady();
    assertThat(drained).isEmpty();

    mail.deliverPosts();
    loop.runReady();
    assertThat(drained).containsExactly("a");
  }

  @Test
  void noticesLeaveAlsoWhileRepliesKeepComing() {
    for (int i = 0; i < 128; i++) {
      mail.reply(recipient("reply"));
      mail.notice(recipient("notice"));
    }
    loop.runOne();

    assertThat(drained).hasSize(128).filteredOn("notice"::equals).hasSize(16);
  }

  @Test
  void socketsAreLookedAtBetweenPortions() {
    for (int i = 0; i < 300; i++) {
      mail.notice(recipient("notice"));
    }
    loop.runOne();
    assertThat(drained).hasSize(128);

    loop.advance(0);
    assertThat(drained).hasSize(300);
  }

  @Test
  void whatFailsIsClosedAndTheOthersAreServed() {
    mail.reply(
        recipient(
            "a",
            () -> {
              throw new IllegalStateException("a bug");
            }));
    mail.reply(recipient("b"));
    loop.runReady();

    assertThat(drained).containsExactly("a", "a closed", "b");
  }
}
