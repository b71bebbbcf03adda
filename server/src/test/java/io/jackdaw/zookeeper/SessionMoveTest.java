package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.OpCode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SessionMoveTest {
  private static final long SESSION = 5;

  private final Replica replica = new Replica();

  @Test
  void aSessionIsObeyedOnlyWhereItLives() {
    replica.apply(OpCode.CREATE_SESSION, SESSION, 0, Requests.timeout(4000));
    replica.serverId = 2;

    assertThat(create("/a")).isEqualTo(ErrorCode.SESSION_MOVED.code());
    assertThat(replica.tree.get("/a")).isNull();
  }

  @Test
  void whatTheServerBeforeStillProposesIsRefusedAfterAMove() {
    replica.apply(OpCode.CREATE_SESSION, SESSION, 0, Requests.timeout(4000));
    replica.serverId = 2;
    replica.apply(OpCode.MOVE_SESSION, SESSION, 0, Requests.timeout(6000));

    assertThat(create("/there")).isZero();
    replica.serverId = 1;
    assertThat(create("/late")).isEqualTo(ErrorCode.SESSION_MOVED.code());
    assertThat(replica.apply(OpCode.CLOSE_SESSION, SESSION, 0, Requests.nothing()).error())
        .isEqualTo(ErrorCode.SESSION_MOVED.code());
  }

  @Test
  void aSessionThatIsOverCannotBeMoved() {
    assertThat(replica.apply(OpCode.MOVE_SESSION, SESSION, 0, Requests.timeout(4000)).error())
        .isEqualTo(ErrorCode.SESSION_EXPIRED.code());
  }

  @Test
  void aSnapshotRemembersWhereASessionLives() throws IOException {
    replica.serverId = 7;
    replica.apply(OpCode.CREATE_SESSION, SESSION, 0, Requests.timeout(4000));

    Replica restored = Replica.restored(Replica.bytesOf(replica.snapshot()));

    assertThat(restored.sessions.get(SESSION)).isEqualTo(replica.sessions.get(SESSION));
  }

  private int create(String path) {
    return replica.apply(OpCode.CREATE, SESSION, 0, Requests.create(path, new byte[0], 0)).error();
  }
}
