package io.jackdaw.kafka.share.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.coordinator.FakeCoordinatorLog;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ShareCoordinatorTest {
  private static final ShareStateKey KEY = new ShareStateKey("g", new Uuid(1, 2), 3);
  private static final int PRUNE_MS = 300_000;

  private final FakeClock clock = new FakeClock();
  private final FakeEventLoop loop = new FakeEventLoop(clock);
  private final FakeCoordinatorLog log = new FakeCoordinatorLog();
  private int epoch;
  private ShareCoordinator coordinator = started();

  private ShareCoordinator started() {
    ShareCoordinator fresh =
        new ShareCoordinator(
            new ShareCoordinatorConfig(2, 5_000, PRUNE_MS, PRUNE_MS),
            log,
            List.of(loop),
            Runnable::run,
            clock);
    fresh.start();
    log.elect(0, ++epoch);
    loop.runReady();
    return fresh;
  }

  @Test
  void whatWasWrittenIsReadAlsoAfterARestart() {
    begin(0, -1);
    assertThat(write(0, 7, 100, 5, batch(105, 109, 2, 1)).error()).isEqualTo(Errors.NONE);
    assertThat(write(0, 7, 103, 5, batch(103, 104, 0, 2)).error()).isEqualTo(Errors.NONE);
    // The third is a snapshot of all.
    assertThat(write(0, 7, -1, 7, batch(110, 111, 4, 1)).error()).isEqualTo(Errors.NONE);
    List<StateBatch> all =
        List.of(batch(103, 104, 0, 2), batch(105, 109, 2, 1), batch(110, 111, 4, 1));

    ShareState state = state(read(7));
    assertThat(state.startOffset()).isEqualTo(103);
    assertThat(state.snapshotEpoch()).isEqualTo(1);
    assertThat(state.completeCount()).isEqualTo(7);
    assertThat(state.batches()).isEqualTo(all);

    log.unsubscribeAll();
    coordinator = started();
    assertThat(state(read(8)).batches()).isEqualTo(all);
    assertThat(state(summary()).startOffset()).isEqualTo(103);
    assertThat(state(summary()).leaderEpoch()).isEqualTo(8);
  }

  @Test
  void nothingIsReadOrWrittenThatHasNotBegun() {
    assertThat(read(1).error()).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(write(0, 1, 0, 0).error()).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(summary().error()).isEqualTo(Errors.NONE);
    assertThat(summary().state()).isNull();
    assertThat(answer(coordinator.delete(KEY)).error()).isEqualTo(Errors.NONE);
    assertThat(log.records(0)).isEmpty();
  }

  @Test
  void leadersAndStatesOfThePastAreFenced() {
    begin(1, -1);
    assertThat(read(5).error()).isEqualTo(Errors.NONE);

    assertThat(read(4).error()).isEqualTo(Errors.FENCED_LEADER_EPOCH);
    assertThat(write(1, 4, 0, 0).error()).isEqualTo(Errors.FENCED_LEADER_EPOCH);
    assertThat(write(0, 5, 0, 0).error()).isEqualTo(Errors.FENCED_STATE_EPOCH);
    assertThat(answer(coordinator.initialize(KEY, 0, 0)).error())
        .isEqualTo(Errors.FENCED_STATE_EPOCH);
    begin(2, 50);
    assertThat(write(1, 5, 0, 0).error()).isEqualTo(Errors.FENCED_STATE_EPOCH);
    assertThat(state(read(5)).startOffset()).isEqualTo(50);
  }

  @Test
  void whoComesSecondDoesNotUndoWhatWasDelivered() {
    begin(0, -1);
    write(0, 1, 7, 0);

    begin(0, -1);

    assertThat(state(summary()).startOffset()).isEqualTo(7);
  }

  @Test
  void whatIsDeletedIsGoneAlsoAfterARestart() {
    begin(0, 5);
    assertThat(answer(coordinator.delete(KEY)).error()).isEqualTo(Errors.NONE);

    log.unsubscribeAll();
    coordinator = started();

    assertThat(summary().state()).isNull();
  }

  @Test
  void senselessOffsetsAreRefused() {
    begin(0, 5);

    assertThat(write(0, 1, 5, 0, batch(9, 8, 0, 1)).error()).isEqualTo(Errors.INVALID_REQUEST);
    assertThat(write(0, 1, -2, 0).error()).isEqualTo(Errors.INVALID_REQUEST);
  }

  @Test
  void whatLiesBeforeTheOldestSnapshotIsGivenUp() {
    begin(0, 0);
    for (int i = 1; i <= 7; i++) {
      assertThat(write(0, 1, i, 0).error()).isEqualTo(Errors.NONE);
    }
    // begin, two updates, a snapshot, two updates, a snapshot, one update
    loop.advance(PRUNE_MS);

    assertThat(log.forgottenBefore(0)).isEqualTo(6);
  }

  @Test
  void keysAreTheTextsThatClientsLookFor() {
    assertThat(KEY.text()).isEqualTo("g:" + KEY.topic() + ":3");
    assertThat(ShareStateKey.parse(KEY.text())).isEqualTo(KEY);
    assertThat(ShareStateKey.parse("a:b:" + KEY.topic() + ":0"))
        .isEqualTo(new ShareStateKey("a:b", KEY.topic(), 0));
    assertThat(ShareStateKey.parse("g:" + KEY.topic())).isNull();
    assertThat(ShareStateKey.parse("g:nothing:1")).isNull();
    assertThat(ShareStateKey.parse("g:" + KEY.topic() + ":x")).isNull();
    assertThat(ShareStateKey.parse("")).isNull();
  }

  private void begin(int stateEpoch, long start) {
    assertThat(answer(coordinator.initialize(KEY, stateEpoch, start)).error())
        .isEqualTo(Errors.NONE);
  }

  private static ShareState state(ShareStateAnswer answer) {
    return Objects.requireNonNull(answer.state());
  }

  private ShareStateAnswer read(int leaderEpoch) {
    return answer(coordinator.read(KEY, leaderEpoch));
  }

  private ShareStateAnswer summary() {
    return answer(coordinator.summary(KEY));
  }

  private ShareStateAnswer write(
      int stateEpoch, int leaderEpoch, long start, int count, StateBatch... batches) {
    return answer(
        coordinator.write(
            new ShareStateWrite(KEY, stateEpoch, leaderEpoch, start, count, List.of(batches))));
  }

  private ShareStateAnswer answer(CompletionStage<ShareStateAnswer> stage) {
    loop.runReady();
    return stage.toCompletableFuture().join();
  }

  private static StateBatch batch(long first, long last, int state, int count) {
    return new StateBatch(first, last, (byte) state, (short) count);
  }
}
