package io.jackdaw.zookeeper.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.time.FakeClock;
import io.jackdaw.zookeeper.session.LiveSession;
import io.jackdaw.zookeeper.session.LiveSessions;
import io.jackdaw.zookeeper.session.SessionOwner;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a follower tells the leader of its clients' sessions. */
class SessionReportTest {
  private static final int TIMEOUT_MS = 10_000;

  private final FakeClock clock = new FakeClock();
  private final LiveSessions here = new LiveSessions(1, clock);
  private final LiveSessions leaders = new LiveSessions(2, clock);
  private final SessionOwner connection = new Connection();
  private LiveSession session;
  private LiveSession atLeader;

  private static final class Connection implements SessionOwner {
    @Override
    public void sessionMoved() {}

    @Override
    public void sessionClosed() {}
  }

  @BeforeEach
  void open() {
    session = here.create(TIMEOUT_MS);
    session.moveTo(connection);
    atLeader = leaders.adopt(session.id(), TIMEOUT_MS);
  }

  private void pass(int ms) {
    clock.advance(ms);
  }

  private void tell(long sinceMs) {
    ByteBuffer report = Objects.requireNonNull(SessionReport.of(here, sinceMs));
    SessionReport.apply(report, leaders, clock.monotonicMs());
  }

  @Test
  void whoWasHeardFromHasItsWholeTimeoutAgain() {
    pass(4000);
    session.touch(clock.monotonicMs());
    pass(500);

    tell(clock.monotonicMs() - 1000);

    assertThat(atLeader.expiresAtMs()).isEqualTo(clock.monotonicMs() + TIMEOUT_MS);
  }

  @Test
  void whatAClientSaidLastCountsThoughItsConnectionIsGone() {
    pass(4000);
    session.touch(clock.monotonicMs());
    session.leave(connection);
    pass(500);

    tell(clock.monotonicMs() - 1000);

    assertThat(atLeader.expiresAtMs()).isEqualTo(clock.monotonicMs() + TIMEOUT_MS);
  }

  @Test
  void aReportThatComesLateLeavesTheTimeoutThatWasAskedForSince() {
    session.touch(clock.monotonicMs());
    ByteBuffer late = Objects.requireNonNull(SessionReport.of(here, clock.monotonicMs()));
    atLeader.renew(300, clock.monotonicMs());
    pass(100);

    SessionReport.apply(late, leaders, clock.monotonicMs());

    assertThat(atLeader.timeoutMs()).isEqualTo(300);
    assertThat(atLeader.expiresAtMs()).isEqualTo(clock.monotonicMs() + 300);
  }

  @Test
  void whoWentToAnotherServerIsToldOfByThat() {
    pass(100);
    session.touch(clock.monotonicMs());
    session.leave(connection);
    session.leaveForAnotherServer();

    assertThat(SessionReport.of(here, clock.monotonicMs() - 1000)).isNull();
  }

  @Test
  void whoIsGoneIsToldOfOnceAndLivesNoLonger() {
    pass(4000);
    session.touch(clock.monotonicMs());
    session.leave(connection);
    tell(clock.monotonicMs() - 1000);
    pass(100);

    assertThat(SessionReport.of(here, clock.monotonicMs() - 1000)).isNull();
    assertThat(SessionReport.of(here, Long.MIN_VALUE)).isNull();
  }
}
