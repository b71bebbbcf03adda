package io.jackdaw.compat.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.torture.WatchNote.Kind;
import io.jackdaw.compat.torture.ZnodeOperation.Action;
import io.jackdaw.compat.torture.ZnodeOperation.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each check is given histories made by hand: it must accept the good and find the fault. */
final class ChecksTest {
  private static final Reply NO_NODE = new Reply.Refused("NONODE");
  private static final Reply BAD_VERSION = new Reply.Refused("BADVERSION");
  private static final Reply UNKNOWN = new Reply.Unknown();
  private static final Action READ = new Action.Read();

  private static ZnodeOperation operation(long from, long to, Action action, Reply reply) {
    return new ZnodeOperation(
        "c", 1, "/x", action, from, reply == UNKNOWN ? Entry.NEVER : to, reply);
  }

  private static Reply found(String value, int version, long zxid) {
    return new Reply.Found(value, version, zxid, 0);
  }

  private static Action create(String value) {
    return new Action.Create(value, false);
  }

  private static Action set(String value, int expected) {
    return new Action.Set(value, expected);
  }

  @Nested
  final class OfLocks {
    private static GuardedWrite write(String client, long token, long zxid, long since, long at) {
      return new GuardedWrite(client, token, zxid, since, at, at + 1);
    }

    @Test
    void acceptHoldersOneAfterTheOther() {
      assertThat(
              LockAudit.violations(
                  List.of(
                      write("a", 1, 10, 0, 1),
                      write("a", 1, 11, 0, 3),
                      write("b", 5, 12, 4, 5),
                      write("a", 13, 14, 7, 8))))
          .isEmpty();
    }

    @Test
    void findAWriteUnderAnOlderLock() {
      assertThat(LockAudit.violations(List.of(write("b", 5, 11, 2, 2), write("a", 1, 12, 0, 1))))
          .hasSize(1);
    }

    @Test
    void findTheSameLockInTwoHands() {
      assertThat(LockAudit.violations(List.of(write("a", 5, 11, 0, 2), write("b", 5, 12, 1, 3))))
          .hasSize(1);
    }

    @Test
    void findALockThatWasGivenAwayTooEarly() {
      assertThat(LockAudit.violations(List.of(write("a", 1, 10, 0, 4), write("b", 5, 12, 3, 6))))
          .hasSize(1);
    }
  }

  @Nested
  final class OfLinearizability {
    @Test
    void acceptsOperationsThatOverlapInAnyOrderThatExplainsTheAnswers() {
      assertThat(
              Linearizability.violations(
                  List.of(
                      operation(0, 1, create("a"), found("a", 0, 1)),
                      operation(2, 9, set("b", -1), found("b", 2, 3)),
                      operation(2, 9, set("c", -1), found("c", 1, 2)),
                      operation(3, 4, READ, found("a", 0, 1)),
                      operation(5, 6, READ, found("c", 1, 2)),
                      operation(10, 11, READ, found("b", 2, 3)),
                      operation(12, 13, set("d", 1), BAD_VERSION),
                      operation(14, 15, new Action.Delete(2), new Reply.Deleted()),
                      operation(16, 17, READ, NO_NODE),
                      operation(18, 19, set("e", -1), NO_NODE))))
          .isEmpty();
    }

    @Test
    void letsAnUnknownWriteHappenLateOrNever() {
      ZnodeOperation created = operation(0, 1, create("a"), found("a", 0, 1));
      ZnodeOperation unknown = operation(2, 0, set("b", -1), UNKNOWN);
      ZnodeOperation before = operation(3, 4, READ, found("a", 0, 1));
      ZnodeOperation after = operation(5, 6, READ, found("b", 1, 2));

      assertThat(Linearizability.violations(List.of(created, unknown, before))).isEmpty();
      assertThat(Linearizability.violations(List.of(created, unknown, before, after))).isEmpty();
    }

    @Test
    void doesNotLetAnUnknownWriteHappenBeforeItWasAskedForOrTwice() {
      ZnodeOperation created = operation(0, 1, create("a"), found("a", 0, 1));
      ZnodeOperation early = operation(2, 3, READ, found("b", 1, 2));
      ZnodeOperation unknown = operation(4, 0, set("b", -1), UNKNOWN);
      ZnodeOperation twice = operation(5, 6, READ, found("b", 2, 3));

      assertThat(Linearizability.violations(List.of(created, early, unknown))).hasSize(1);
      assertThat(Linearizability.violations(List.of(created, unknown, twice))).hasSize(1);
    }

    @Test
    @Timeout(20)
    void isNotLostAmongManyWritesThatWereNeverAnswered() {
      List<ZnodeOperation> history = new ArrayList<>();
      history.add(operation(0, 1, create("a"), found("a", 0, 1)));
      for (int i = 0; i < 60; i++) {
        history.add(operation(2 + i, 0, set("unanswered " + i, -1), UNKNOWN));
      }
      history.add(operation(100, 101, set("b", -1), found("b", 31, 9)));
      assertThat(Linearizability.violations(history)).isEmpty();

      history.add(operation(102, 103, set("c", -1), found("c", 63, 10)));
      assertThat(Linearizability.violations(history)).as("31 between, and 30 are left").hasSize(1);
    }

    @Test
    void findsALostWrite() {
      assertThat(
              Linearizability.violations(
                  List.of(
                      operation(0, 1, create("a"), found("a", 0, 1)),
                      operation(2, 3, set("b", -1), found("b", 1, 2)),
                      operation(4, 5, READ, found("a", 0, 1)))))
          .hasSize(1);
    }

    @Test
    void findsAnAcknowledgedZnodeThatIsNotThere() {
      assertThat(
              Linearizability.violations(
                  List.of(
                      operation(0, 1, create("a"), found("a", 0, 1)),
                      operation(2, 3, READ, NO_NODE))))
          .hasSize(1);
    }

    @Test
    void findsAStaleReadAfterANewerOne() {
      assertThat(
              Linearizability.violations(
                  List.of(
                      operation(0, 1, create("a"), found("a", 0, 1)),
                      operation(2, 9, set("b", -1), found("b", 1, 2)),
                      operation(3, 4, READ, found("b", 1, 2)),
                      operation(5, 6, READ, found("a", 0, 1)))))
          .hasSize(1);
    }

    @Test
    void findsTwoWritersThatBothWereFirst() {
      assertThat(
              Linearizability.violations(
                  List.of(
                      operation(0, 1, create("a"), found("a", 0, 1)),
                      operation(2, 9, set("b", 0), found("b", 1, 2)),
                      operation(2, 9, set("c", 0), found("c", 1, 3)))))
          .hasSize(1);
    }
  }

  @Nested
  final class OfSessionOrder {
    @Test
    void acceptsAnOldStateThatNobodyHasChangedSince() {
      assertThat(
              SessionOrder.violations(
                  List.of(
                      other("/y", 0, found("y", 0, 1)),
                      operation(2, 3, create("a"), found("a", 0, 2)),
                      new ZnodeOperation("c", 1, "/y", READ, 4, 5, found("y", 0, 1)))))
          .isEmpty();
    }

    @Test
    void findsAReadOlderThanWhatTheSessionHasSeenOfAnotherZnode() {
      assertThat(
              SessionOrder.violations(
                  List.of(
                      other("/y", 0, found("y", 0, 1)),
                      other("/y", 1, found("z", 1, 2)),
                      operation(2, 3, create("a"), found("a", 0, 3)),
                      new ZnodeOperation("c", 1, "/y", READ, 4, 5, found("y", 0, 1)))))
          .hasSize(1);
    }

    @Test
    void findsAWriteThatTheSessionCannotRead() {
      assertThat(
              SessionOrder.violations(
                  List.of(
                      operation(0, 1, create("a"), found("a", 0, 1)),
                      operation(2, 3, set("b", -1), found("b", 1, 2)),
                      operation(4, 5, READ, found("a", 0, 1)))))
          .hasSize(1);
    }

    @Test
    void findsAZxidThatDoesNotRise() {
      assertThat(
              SessionOrder.violations(
                  List.of(
                      operation(0, 1, create("a"), found("a", 0, 7)),
                      operation(2, 3, set("b", -1), found("b", 1, 6)))))
          .hasSize(1);
    }

    private static ZnodeOperation other(String path, long at, Reply reply) {
      return new ZnodeOperation("d", 2, path, set("v", -1), at, at, reply);
    }
  }

  @Nested
  final class OfWatchOrder {
    @Test
    void acceptsAChangeThatIsReadAfterItsEvent() {
      assertThat(
              WatchOrder.violations(
                  List.of(
                      note(Kind.SET, 5),
                      note(Kind.READ, 5),
                      note(Kind.FIRED, -1),
                      note(Kind.READ, 6),
                      note(Kind.SET, 6))))
          .isEmpty();
    }

    @Test
    void findsAChangeThatIsReadBeforeItsEvent() {
      assertThat(
              WatchOrder.violations(
                  List.of(note(Kind.SET, 5), note(Kind.READ, 6), note(Kind.FIRED, -1))))
          .hasSize(1);
    }

    private static WatchNote note(Kind kind, long zxid) {
      return new WatchNote("w", "/x", kind, zxid, 0, 0);
    }
  }

  @Nested
  final class OfEphemerals {
    private final ZnodeOperation created =
        new ZnodeOperation(
            "e", 7, "/e", new Action.Create("e", true), 0, 1, new Reply.Found("e", 0, 1, 7));

    @Test
    void acceptsOneThatIsThereAsLongAsItsSession() {
      assertThat(
              EphemeralLife.violations(
                  List.of(
                      created,
                      look(2, new Reply.Found("e", 0, 1, 7)),
                      heartbeat(4),
                      look(6, NO_NODE)),
                  List.of(new SessionEnd("e", 7, "closed", 5, 6))))
          .isEmpty();
    }

    @Test
    void findsOneThatIsGoneBeforeItsSession() {
      assertThat(
              EphemeralLife.violations(List.of(created, look(2, NO_NODE), heartbeat(4)), List.of()))
          .hasSize(1);
    }

    @Test
    void findsOneThatOutlivesItsSession() {
      assertThat(
              EphemeralLife.violations(
                  List.of(created, look(6, new Reply.Found("e", 0, 1, 7))),
                  List.of(new SessionEnd("e", 7, "closed", 4, 5))))
          .hasSize(1);
    }

    private static ZnodeOperation look(long at, Reply reply) {
      return new ZnodeOperation("o", 8, "/e", READ, at, at + 1, reply);
    }

    private static ZnodeOperation heartbeat(long at) {
      return new ZnodeOperation("e", 7, "/other", READ, at, at + 1, NO_NODE);
    }
  }

  @Nested
  final class OfSequenceNumbers {
    @Test
    void acceptsNumbersThatRiseWithGaps() {
      assertThat(
              SequenceNumbers.violations(
                  List.of(
                      create(3, 0, 5),
                      create(1, 1, 2),
                      create(7, 6, 8),
                      create(-1, 9, Entry.NEVER)),
                  Set.of(1, 3, 7, 8)))
          .isEmpty();
    }

    @Test
    void findsANumberGivenTwiceOrLostOrTooLow() {
      assertThat(SequenceNumbers.violations(List.of(create(1, 0, 9), create(1, 0, 9)), Set.of(1)))
          .hasSize(1);
      assertThat(SequenceNumbers.violations(List.of(create(1, 0, 1)), Set.of())).hasSize(1);
      assertThat(
              SequenceNumbers.violations(List.of(create(2, 0, 1), create(1, 2, 3)), Set.of(1, 2)))
          .hasSize(1);
    }

    private static SequentialCreate create(int number, long from, long to) {
      return new SequentialCreate("c", "/s", number, from, to);
    }
  }

  @Nested
  final class OfRecords {
    private final List<RecordSent> sent =
        List.of(
            new RecordSent("p", 0, 0, 0, 0, 1),
            new RecordSent("p", 0, 1, 1, 0, 1),
            new RecordSent("p", 0, 2, -1, 0, Entry.NEVER));

    @Test
    void acceptsEveryAcknowledgedRecordOnceAtItsOffset() {
      assertThat(
              RecordAudit.violations(
                  sent, List.of(seen(0, "p/0/0")), List.of(seen(0, "p/0/0"), seen(1, "p/0/1"))))
          .isEmpty();
    }

    @Test
    void findsALostOne() {
      assertThat(RecordAudit.violations(sent, List.of(), List.of(seen(0, "p/0/0")))).hasSize(1);
    }

    @Test
    void findsADoubledOne() {
      assertThat(
              RecordAudit.violations(
                  sent.subList(0, 1), List.of(), List.of(seen(0, "p/0/0"), seen(5, "p/0/0"))))
          .anySatisfy(it -> assertThat(it).startsWith("doubled"));
    }

    @Test
    void findsOnesOutOfOrderOrMoved() {
      List<RecordSeen> swapped = List.of(seen(0, "p/0/1"), seen(1, "p/0/0"));

      assertThat(RecordAudit.violations(sent, List.of(), swapped))
          .anySatisfy(it -> assertThat(it).startsWith("out of order"))
          .anySatisfy(it -> assertThat(it).startsWith("acknowledged at another place"));
    }

    @Test
    void findsOneThatNobodySentAndOneThatChanged() {
      assertThat(
              RecordAudit.violations(
                  sent.subList(0, 1),
                  List.of(seen(1, "p/0/2")),
                  List.of(seen(0, "p/0/0"), seen(1, "p/0/9"))))
          .hasSize(2);
    }

    private static RecordSeen seen(long offset, String value) {
      return new RecordSeen("r", 0, offset, value, 0, 0);
    }
  }

  @Nested
  final class OfCommits {
    @Test
    void acceptsAnyOffsetFromTheLastPromiseOn() {
      assertThat(
              CommitAudit.violations(
                  List.of(commit(5, 0, 1), commit(9, 2, Entry.NEVER)),
                  List.of(read(5, 3), read(9, 4), read(5, 0))))
          .isEmpty();
    }

    @Test
    void findsAPromiseTakenBack() {
      assertThat(CommitAudit.violations(List.of(commit(5, 0, 1)), List.of(read(4, 2)))).hasSize(1);
      assertThat(CommitAudit.violations(List.of(commit(5, 0, 1)), List.of(read(-1, 2)))).hasSize(1);
    }

    private static OffsetCommitted commit(long offset, long from, long to) {
      return new OffsetCommitted("g", 0, offset, from, to);
    }

    private static OffsetRead read(long offset, long at) {
      return new OffsetRead("a", 0, offset, at, at + 1);
    }
  }
}
