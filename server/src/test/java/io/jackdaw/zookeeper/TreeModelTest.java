package io.jackdaw.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.consensus.StateMachine;
import io.jackdaw.zookeeper.PlainTree.Kind;
import io.jackdaw.zookeeper.PlainTree.Write;
import io.jackdaw.zookeeper.Requests.Part;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random histories on the real tree and on {@link PlainTree}: same errors, same znodes. */
class TreeModelTest {
  private static final int SESSIONS = 2;

  /** One command: several writes are a multi, none closes and opens the session again. */
  record Step(List<Write> writes, long session, boolean multi) {}

  @Property(tries = 300)
  void agreesWithThePlainTree(@ForAll("histories") List<Step> history) {
    Replica replica = newReplica();
    PlainTree model = new PlainTree();
    for (Step step : history) {
      assertThat(applyToBoth(step, replica, model)).as("%s", step).isTrue();
      assertThat(replica.dump()).as("%s", step).isEqualTo(model.dump());
    }
  }

  @Property(tries = 150)
  void aSnapshotIsTheStateWhereItWasTakenHoweverLateItIsWritten(
      @ForAll("histories") List<Step> before, @ForAll("histories") List<Step> after)
      throws IOException {
    Replica replica = newReplica();
    PlainTree model = new PlainTree();
    before.forEach(step -> applyToBoth(step, replica, model));
    String expected = replica.dump();
    long zxid = replica.tree.lastZxid();

    StateMachine.Snapshot snapshot = replica.snapshot();
    after.forEach(step -> applyToBoth(step, replica, model));
    Replica restored = Replica.restored(Replica.bytesOf(snapshot));

    assertThat(restored.dump()).isEqualTo(expected);
    assertThat(restored.tree.lastZxid()).isEqualTo(zxid);
    assertThat(restored.sessions.count()).isEqualTo(SESSIONS);
  }

  @Property(tries = 100)
  void replayingTheBytesGivesTheSameState(@ForAll("histories") List<Step> history) {
    Replica first = newReplica();
    Replica second = newReplica();
    for (Step step : history) {
      OpCode code = step.writes.isEmpty() ? OpCode.CLOSE_SESSION : codeOf(step);
      ByteBuffer body = step.writes.isEmpty() ? Requests.nothing() : bodyOf(step);
      first.apply(code, step.session, 5, body);
      second.replay(first.encode(code, step.session, 5, body));
    }
    assertThat(second.dump()).isEqualTo(first.dump());
    assertThat(second.tree.lastZxid()).isEqualTo(first.tree.lastZxid());
    assertThat(second.tree.dataSizeBytes()).isEqualTo(first.tree.dataSizeBytes());
  }

  private static Replica newReplica() {
    Replica replica = new Replica();
    for (long session = 1; session <= SESSIONS; session++) {
      replica.apply(OpCode.CREATE_SESSION, session, 0, Requests.timeout(4000));
    }
    return replica;
  }

  private static boolean applyToBoth(Step step, Replica replica, PlainTree model) {
    if (step.writes.isEmpty()) {
      long zxid = replica.apply(OpCode.CLOSE_SESSION, step.session, 0, Requests.nothing()).zxid();
      model.closeSession(step.session, zxid);
      replica.apply(OpCode.CREATE_SESSION, step.session, 0, Requests.timeout(4000));
      return true;
    }
    Replica.Answer answer = replica.apply(codeOf(step), step.session, 0, bodyOf(step));
    List<Integer> expected = model.apply(step.writes, step.session, answer.zxid());
    List<Integer> actual = step.multi ? multiErrors(answer) : List.of(answer.error());
    assertThat(actual).as("%s", step).isEqualTo(expected);
    return true;
  }

  /** The errors of a multi that failed, or a 0 for each part of one that did not. */
  private static List<Integer> multiErrors(Replica.Answer answer) {
    List<Integer> errors = new ArrayList<>();
    JuteReader reader = answer.reader();
    int type = reader.readInt();
    while (!reader.readBoolean()) {
      int error = reader.readInt();
      errors.add(error);
      switch (type) {
        case -1 -> assertThat(reader.readInt()).isEqualTo(error);
        case 1 -> reader.readString();
        case 5 -> skipStat(reader);
        default -> {}
      }
      type = reader.readInt();
    }
    return errors;
  }

  private static void skipStat(JuteReader reader) {
    for (int i = 0; i < 17; i++) {
      reader.readInt();
    }
  }

  private static OpCode codeOf(Step step) {
    return step.multi ? OpCode.MULTI : codeOf(step.writes.getFirst());
  }

  private static ByteBuffer bodyOf(Step step) {
    return step.multi
        ? Requests.multi(step.writes.stream().map(w -> new Part(codeOf(w), bodyOf(w))).toList())
        : bodyOf(step.writes.getFirst());
  }

  private static OpCode codeOf(Write write) {
    return switch (write.kind()) {
      case CREATE -> OpCode.CREATE;
      case DELETE -> OpCode.DELETE;
      case SET_DATA -> OpCode.SET_DATA;
      case CHECK -> OpCode.CHECK;
    };
  }

  private static ByteBuffer bodyOf(Write write) {
    byte[] data = {write.data()};
    int flags = (write.owned() ? 1 : 0) | (write.sequential() ? 2 : 0);
    return switch (write.kind()) {
      case CREATE -> Requests.create(write.path(), data, flags);
      case SET_DATA -> Requests.setData(write.path(), data, write.version());
      case DELETE, CHECK -> Requests.pathAndVersion(write.path(), write.version());
    };
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Write> write =
        Combinators.combine(
                Arbitraries.of(
                    Kind.CREATE, Kind.CREATE, Kind.CREATE, Kind.DELETE, Kind.SET_DATA, Kind.CHECK),
                Arbitraries.of("/a", "/b", "/a/a", "/a/b", "/a/a/a", "/a0000000000"),
                Arbitraries.of(-1, -1, -1, 0, 1),
                Arbitraries.bytes(),
                Arbitraries.of(false, false, true),
                Arbitraries.of(false, false, true))
            .as(Write::new);
    Arbitrary<Step> single =
        Combinators.combine(write, sessions())
            .as(
                (one, session) ->
                    one.kind() == Kind.CHECK
                        ? new Step(List.of(one), session, true)
                        : new Step(List.of(one), session, false));
    Arbitrary<Step> multi =
        Combinators.combine(write.list().ofMinSize(1).ofMaxSize(5), sessions())
            .as((writes, session) -> new Step(writes, session, true));
    Arbitrary<Step> close = sessions().map(session -> new Step(List.of(), session, false));
    return Arbitraries.frequencyOf(Tuple.of(6, single), Tuple.of(3, multi), Tuple.of(1, close))
        .list()
        .ofMaxSize(40);
  }

  private static Arbitrary<Long> sessions() {
    return Arbitraries.longs().between(1, SESSIONS);
  }
}
