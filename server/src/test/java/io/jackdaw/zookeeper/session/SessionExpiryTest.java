package io.jackdaw.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionExpiryTest {
  private static final int TICK_MS = 1000;

  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final LiveSessions sessions = new LiveSessions(1, clock);
  private final List<LiveSession> expired = new ArrayList<>();

  @BeforeEach
  void start() {
    new SessionExpiry(sessions, loop, clock, TICK_MS, () -> true, expired::add).start();
    loop.runReady();
  }

  @Test
  void expiresASilentSessionBetweenItsTimeoutAndOneTickLater() {
    LiveSession session = sessions.create(4500);

    loop.advance(4400);
    assertThat(expired).isEmpty();
    loop.advance(TICK_MS);
    assertThat(expired).containsExactly(session);
    assertThat(session.isClosing()).isTrue();
  }

  @Test
  void aSessionThatIsHeardFromLivesOn() {
    LiveSession session = sessions.create(3000);
    for (int i = 0; i < 10; i++) {
      loop.advance(2000);
      session.touch(clock.monotonicMs());
    }

    assertThat(expired).isEmpty();
  }

  @Test
  void tellsEachExpiryOnceUnlessTheCloseFailed() {
    LiveSession session = sessions.create(2000);
    loop.advance(20_000);
    assertThat(expired).hasSize(1);

    session.resume();
    loop.advance(TICK_MS);
    assertThat(expired).hasSize(2);
  }

  @Test
  void aSessionThatAsksForLessExpiresSooner() {
    LiveSession session = sessions.create(60_000);
    loop.advance(TICK_MS);

    session.renew(2000, clock.monotonicMs());
    loop.advance(2000 + TICK_MS);

    assertThat(expired).containsExactly(session);
  }

  @Test
  void aTickLooksOnlyAtSessionsThatAreDue() {
    LiveSessions crowd = new LiveSessions(2, clock);
    SessionExpiry many = new SessionExpiry(crowd, loop, clock, TICK_MS, () -> true, expired::add);
    many.start();
    loop.runReady();
    for (int i = 0; i < 50_000; i++) {
      crowd.create(40_000);
    }
    for (int i = 0; i < 20; i++) {
      loop.advance(10_000);
      crowd.all().forEach(session -> session.touch(clock.monotonicMs()));
    }

    assertThat(expired).isEmpty();
    assertThat(many.looks()).as("each once in a timeout, in 200 ticks").isLessThan(8 * 50_000);
  }

  @Test
  void aPauseOfTheServerExpiresNobodyAndGivesEverybodyTheWholeTimeoutAgain() {
    LiveSession session = sessions.create(3000);
    loop.advance(2500);

    clock.advance(60_000); // The process was stopped.
    loop.runReady();
    assertThat(expired).isEmpty();

    loop.advance(2900);
    assertThat(expired).isEmpty();
    loop.advance(2000);
    assertThat(expired).containsExactly(session);
  }

  @Test
  void aStartThatTakesLongExpiresNobody() {
    LiveSessions recovered = new LiveSessions(1, clock);
    recovered.adopt(7, 3000);
    clock.advance(60_000); // The rest of the start: nobody could connect.

    new SessionExpiry(recovered, loop, clock, TICK_MS, () -> true, expired::add).start();
    loop.runReady();
    loop.advance(2900);
    assertThat(expired).isEmpty();
    loop.advance(2000);
    assertThat(expired).hasSize(1);
  }

  @Test
  void wallTimeThatJumpsExpiresNobody() {
    sessions.create(3000);
    clock.stepWall(86_400_000);
    loop.advance(2000);

    assertThat(expired).isEmpty();
  }

  @Test
  void idsCarryTheServerAndNeverRepeatALivingSession() {
    LiveSession first = sessions.create(3000);
    sessions.adopt(first.id() + 1, 3000);

    assertThat(first.id() >>> 56).isEqualTo(1);
    assertThat(sessions.create(3000).id()).isEqualTo(first.id() + 2);
  }

  @Test
  void thePasswordIsZooKeepers() {
    byte[] password = SessionPassword.of(0x1000_0001_2345_0000L);

    assertThat(SessionPassword.opens(password, 0x1000_0001_2345_0000L)).isTrue();
    assertThat(SessionPassword.opens(password, 0x1000_0001_2345_0001L)).isFalse();
    assertThat(SessionPassword.opens(SessionPassword.of(0), 0)).isFalse();
  }
}
