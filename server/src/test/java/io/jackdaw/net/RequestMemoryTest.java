package io.jackdaw.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private final RequestMemory memory = new RequestMemory(100);
  private final List<String> granted = new ArrayList<>();

  private RequestMemory.Claim claim(String name) {
    return memory.claim(() -> granted.add(name));
  }

  @Test
  void aFrameLargerThanAllOfItIsLetInAlone() {
    RequestMemory.Claim large = claim("large");
    RequestMemory.Claim small = claim("small");

    assertThat(large.take(1000)).isTrue();
    assertThat(small.take(1)).isFalse();
    assertThat(granted).isEmpty();
    large.give();

    assertThat(granted).containsExactly("small");
    assertThat(memory.available()).isEqualTo(99);
  }

  @Test
  void whoCameFirstIsServedFirstAlsoIfLittleWouldDoForTheNext() {
    RequestMemory.Claim holder = claim("holder");
    RequestMemory.Claim first = claim("first");
    RequestMemory.Claim second = claim("second");
    assertThat(holder.take(100)).isTrue();
    assertThat(first.take(150)).isFalse();
    assertThat(second.take(1)).isFalse();

    holder.give();
    assertThat(granted).containsExactly("first");
    assertThat(claim("late").take(1)).isFalse();
    first.give();

    assertThat(granted).containsExactly("first", "second", "late");
  }

  @Test
  void whoLeavesTheQueueIsNotServed() {
    RequestMemory.Claim holder = claim("holder");
    RequestMemory.Claim gone = claim("gone");
    RequestMemory.Claim patient = claim("patient");
    assertThat(holder.take(100)).isTrue();
    assertThat(gone.take(100)).isFalse();
    assertThat(patient.take(100)).isFalse();

    gone.give();
    holder.give();

    assertThat(granted).containsExactly("patient");
  }

  /** Connections whose frames take turns at random, and some of which go away in between. */
  @Property(tries = 200)
  void everyFrameIsServedInTheEndAndOneAtMostIsBeyondTheBound(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RequestMemory shared = new RequestMemory(1 + random.nextInt(1000));
    long bound = shared.available();
    Deque<RequestMemory.Claim> held = new ArrayDeque<>();
    int[] waiting = {0};
    for (int i = 0; i < 100; i++) {
      RequestMemory.Claim[] own = new RequestMemory.Claim[1];
      own[0] =
          shared.claim(
              () -> {
                waiting[0]--;
                held.add(own[0]);
              });
      int wanted = 1 + random.nextInt(700);
      if (own[0].take(wanted)) {
        held.add(own[0]);
      } else {
        waiting[0]++;
      }
      assertThat(shared.available()).isBetween(-700L, bound);
      while (!held.isEmpty() && random.nextInt(3) == 0) {
        held.poll().give();
      }
    }
    while (!held.isEmpty()) {
      held.poll().give();
    }
    assertThat(waiting[0]).isZero();
    assertThat(shared.available()).isEqualTo(bound);
  }
}
