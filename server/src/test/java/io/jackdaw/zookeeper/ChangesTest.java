package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.change.ChangeFeed;
import io.jackdaw.zookeeper.change.ZnodeChange;
import io.jackdaw.zookeeper.change.ZnodeChange.Type;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What commands tell of their changes. */
class ChangesTest {
  private static final long SESSION = 5;

  private final Replica replica = new Replica();
  private final List<String> told = new ArrayList<>();

  ChangesTest() {
    replica.apply(OpCode.CREATE_SESSION, SESSION, 1, Requests.timeout(4000));
    replica.tree.tell(
        (index, zxid, changes) ->
            changes.forEach(
                change -> told.add(change.type() + " " + change.path() + " " + change.version())));
  }

  @Test
  void eachStepOfAMultiIsTold() {
    replica.apply(
        OpCode.MULTI,
        SESSION,
        1,
        Requests.multi(
            List.of(
                new Requests.Part(OpCode.CREATE, Requests.create("/a", null, 0)),
                new Requests.Part(OpCode.SET_DATA, Requests.setData("/a", new byte[1], 0)),
                new Requests.Part(OpCode.DELETE, Requests.pathAndVersion("/a", 1)))));

    assertThat(told).containsExactly("CREATED /a 0", "CHANGED /a 1", "DELETED /a 1");
  }

  @Test
  void refusedMultiTellsNothing() {
    replica.apply(
        OpCode.MULTI,
        SESSION,
        1,
        Requests.multi(
            List.of(
                new Requests.Part(OpCode.CREATE, Requests.create("/a", null, 0)),
                new Requests.Part(OpCode.DELETE, Requests.pathAndVersion("/missing", 0)))));

    assertThat(told).isEmpty();
  }

  @Test
  void endOfASessionTellsItsEphemerals() {
    replica.apply(OpCode.CREATE, SESSION, 1, Requests.create("/e", new byte[0], 1));
    replica.apply(OpCode.CLOSE_SESSION, SESSION, 1, Requests.nothing());

    assertThat(told).containsExactly("CREATED /e 0", "DELETED /e 0");
  }

  @Test
  void feedIsOverRatherThanTooLarge() throws InterruptedException {
    ChangeFeed feed = new ChangeFeed(1000);
    ZnodeChange change = new ZnodeChange(7, SESSION, Type.CHANGED, "/a", new byte[300], 1);
    feed.applied(1, 7, List.of(change));
    feed.applied(2, 8, List.of());
    assertThat(Objects.requireNonNull(feed.poll(0)).index()).isEqualTo(1);
    assertThat(feed.poll(1)).isNull();

    for (int i = 0; i < 3; i++) {
      feed.applied(3 + i, 9 + i, List.of(change));
    }

    assertThat(feed.isOver()).isTrue();
    assertThat(feed.poll(0)).isNull();
  }
}
