package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ServerProcess;
import io.jackdaw.compat.rig.ZooKeeperSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;

/** How many may come, how fast, and for how long; and that nobody suffers when the server stops. */
class LimitsTest {
  @Test
  void sessionsLastBetweenTheLimits() {
    assertThat(
            Maker.sameOnBoth(
                LimitsTest::timeouts, "minSessionTimeout=3000", "maxSessionTimeout=9000"))
        .containsExactly("3000", "5000", "9000");
  }

  private static void timeouts(ServerProcess server, List<String> said) {
    for (int wantedMs : new int[] {2000, 5000, 1_000_000}) {
      try (ZooKeeperSession session =
          ZooKeeperSession.open(server.address(), Duration.ofMillis(wantedMs))) {
        said.add(Integer.toString(session.client().getSessionTimeout()));
      }
    }
  }

  @Test
  void soManyConnectionsFromOneAddress() {
    assertThat(Maker.sameOnBoth(LimitsTest::third, "maxClientCnxns=2")).containsExactly("false");
  }

  @Test
  void soManyConnectionsInAll() {
    assertThat(Maker.sameOnBoth(LimitsTest::third, "maxCnxns=2")).containsExactly("false");
  }

  @Test
  void soManyNewConnectionsAtATime() {
    assertThat(
            Maker.sameOnBoth(
                LimitsTest::third,
                "connection_throttle_tokens=2",
                "connection_throttle_fill_time=100000"))
        .containsExactly("false");
  }

  private static void third(ServerProcess server, List<String> said) {
    try (Guest first = Guest.stranger(server);
        Guest second = Guest.stranger(server)) {
      assertThat(first.state()).isEqualTo("SyncConnected");
      assertThat(second.state()).isEqualTo("SyncConnected");
      try (Guest third = Guest.stranger(server)) {
        said.add(Boolean.toString(third.connects()));
      }
    }
  }

  @Test
  void aStopOfTheServerExpiresNobody() throws Exception {
    try (ServerProcess server = Maker.JACKDAW.start()) {
      List<ZooKeeperSession> sessions = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ZooKeeperSession session =
            ZooKeeperSession.open(server.address(), Duration.ofMillis(3000 + 300 * i));
        session
            .client()
            .create("/alive-" + i, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        sessions.add(session);
      }
      long first = sessions.getFirst().client().getSessionId();

      server.pause();
      sessions.getFirst().awaitState(KeeperState.Disconnected);
      sessions.getLast().awaitState(KeeperState.Disconnected);
      server.resume();

      for (ZooKeeperSession session : sessions) {
        session.awaitState(KeeperState.SyncConnected);
      }
      assertThat(sessions.getFirst().client().getSessionId()).isEqualTo(first);
      assertThat(sessions.getLast().client().getChildren("/", false))
          .filteredOn(name -> name.startsWith("alive-"))
          .hasSize(10);
      sessions.forEach(ZooKeeperSession::close);
    }
  }
}
