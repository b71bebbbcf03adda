package io.jackdaw.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.log.EpochEnd;
import io.jackdaw.time.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Fetch sessions as KIP-227 has them. */
class FetchSessionsTest {
  private static final int OPEN = 0;
  private static final int CLOSE = -1;

  private final FakeClock clock = new FakeClock();
  private final FetchSessions sessions = new FetchSessions(2, clock);

  private static FetchTarget target(int partition, long offset) {
    return new FetchTarget(Uuid.ZERO_UUID, "t", partition, offset, 1000, -1, -1);
  }

  private static PartitionRead read(FetchTarget target, long highWatermark, Errors error) {
    return new PartitionRead(
        target, "t", error, highWatermark, highWatermark, 0, null, EpochEnd.UNKNOWN, List.of());
  }

  private static List<PartitionRead> answers(FetchTurn turn, long highWatermark) {
    return turn.targets().stream().map(target -> read(target, highWatermark, Errors.NONE)).toList();
  }

  private static List<FetchTarget> targets(int partitions) {
    return IntStream.range(0, partitions).mapToObj(i -> target(i, 0)).toList();
  }

  private int open(int partitions) {
    FetchTurn turn = sessions.begin(0, OPEN, false, targets(partitions), List.of());
    return sessions.end(turn, answers(turn, 5)).sessionId();
  }

  private FetchTurn go(int session, int epoch, FetchTarget... changed) {
    return sessions.begin(session, epoch, false, List.of(changed), List.of());
  }

  @Test
  void tellsAgainOnlyWhatChanged() {
    int session = open(3);
    assertThat(session).isPositive();

    FetchTurn second = go(session, 1);
    assertThat(second.targets()).hasSize(3);
    List<PartitionRead> reads = new ArrayList<>(answers(second, 5));
    reads.set(1, read(second.targets().get(1), 6, Errors.NONE));
    reads.set(2, read(second.targets().get(2), -1, Errors.NOT_LEADER_OR_FOLLOWER));

    FetchSessions.Outcome outcome = sessions.end(second, reads);
    assertThat(outcome.sessionId()).isEqualTo(session);
    assertThat(outcome.reads()).extracting(read -> read.target().partition()).containsExactly(1, 2);

    FetchTurn third = go(session, 2);
    List<PartitionRead> recovered = new ArrayList<>(answers(third, 5));
    recovered.set(1, read(third.targets().get(1), 6, Errors.NONE));
    assertThat(sessions.end(third, recovered).reads())
        .as("what was an error is told again when it is over")
        .extracting(read -> read.target().partition())
        .containsExactly(2);
  }

  @Test
  void takesNewOffsetsNewPartitionsAndForgetsOthers() {
    int session = open(2);

    FetchTurn turn =
        sessions.begin(
            session,
            1,
            false,
            List.of(target(1, 42), target(7, 3)),
            List.of(new FetchTarget.Key("t", 0)));

    assertThat(turn.targets()).containsExactly(target(1, 42), target(7, 3));
  }

  @Test
  void refusesUnknownSessionsWrongTurnsAndAChangeToTopicIds() {
    int session = open(1);

    assertThat(go(session + 1, 1).refusal()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    assertThat(go(session, 2).refusal()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
    assertThat(sessions.begin(session, 1, true, List.of(), List.of()).refusal())
        .isEqualTo(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
    assertThat(go(session, 1).refusal()).isEqualTo(Errors.NONE);
    assertThat(go(session, 1).refusal()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
  }

  @Test
  void refusesTheOlderOfTwoTurnsAtOnce() {
    int session = open(1);
    FetchTurn slow = go(session, 1);
    FetchTurn fast = go(session, 2);

    assertThat(sessions.end(slow, answers(slow, 9)).error())
        .isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH);
    assertThat(sessions.end(fast, answers(fast, 9)).error()).isEqualTo(Errors.NONE);
  }

  @Test
  void closesASessionThatIsNamedInAFullRequestOrHasNothingLeft() {
    int closed = open(1);
    go(closed, CLOSE, target(0, 0));
    assertThat(go(closed, 1).refusal()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);

    int emptied = open(1);
    FetchTurn last =
        sessions.begin(emptied, 1, false, List.of(), List.of(new FetchTarget.Key("t", 0)));
    assertThat(sessions.end(last, List.of()).sessionId()).isZero();
    assertThat(sessions.size()).isZero();
  }

  @Test
  void readsWhatIsNamedAndForgottenAtOnce() {
    int session = open(1);
    FetchTurn last =
        sessions.begin(
            session, 1, false, List.of(target(0, 7)), List.of(new FetchTarget.Key("t", 0)));

    assertThat(last.targets()).containsExactly(target(0, 7));
    assertThat(sessions.end(last, answers(last, 9)).sessionId()).isZero();
  }

  @Test
  void opensNoSessionForAClientThatWantsNone() {
    FetchTurn turn = sessions.begin(0, CLOSE, false, targets(1), List.of());

    assertThat(sessions.end(turn, answers(turn, 1)).sessionId()).isZero();
  }

  @Test
  void aFullCacheKeepsWhatIsInUseAndLetsLargeOnesReplaceSmallOldOnes() {
    int small = open(1);
    int large = open(5);
    assertThat(open(3)).as("both are young").isZero();

    clock.advance(121_000);
    go(small, 1);
    go(large, 1);
    int middle = open(3);
    assertThat(middle).as("the small one is older than two minutes").isPositive();
    assertThat(go(small, 2).refusal()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
    assertThat(go(large, 2).refusal()).isEqualTo(Errors.NONE);

    clock.advance(121_000);
    go(large, 3);
    assertThat(open(1)).as("one was not used for two minutes").isPositive();
    assertThat(go(middle, 1).refusal()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND);
  }

  @Test
  void epochsWrapPastTheLargestNumberTo1() {
    assertThat(FetchTurn.next(Integer.MAX_VALUE)).isEqualTo(1);
    assertThat(FetchTurn.next(1)).isEqualTo(2);
  }
}
