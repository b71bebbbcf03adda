package io.jackdaw.zookeeper.op;

import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.zookeeper.wire.CreateMode;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * multi (14): several writes, all or none, under one zxid.
 *
 * <p>Where one is refused, the answer is one error for each: 0 for those before it, its own, and
 * {@link ErrorCode#RUNTIME_INCONSISTENCY} for those after it, which were not tried.
 */
final class Multi implements WriteOperation<List<Multi.Step<?>>> {
  private final Map<OpCode, WriteOperation<?>> operations;

  /** One of the writes. */
  record Step<Q>(WriteOperation<Q> operation, Q request) {
    static <Q> Step<Q> read(WriteOperation<Q> operation, JuteReader reader) {
      return new Step<>(operation, operation.decode(reader));
    }

    Outcome apply(Applying applying) {
      return operation.apply(request, applying);
    }
  }

  Multi(List<WriteOperation<?>> operations) {
    this.operations =
        operations.stream().collect(Collectors.toMap(Operation::code, Function.identity()));
  }

  @Override
  public OpCode code() {
    return OpCode.MULTI;
  }

  @Override
  public List<Step<?>> decode(JuteReader reader) {
    List<Step<?>> steps = new ArrayList<>();
    for (MultiHeader header = MultiHeader.read(reader);
        !header.done();
        header = MultiHeader.read(reader)) {
      steps.add(step(header.type(), reader));
    }
    return steps;
  }

  private Step<?> step(int type, JuteReader reader) {
    OpCode code = OpCode.of(type);
    WriteOperation<?> operation = code == null ? null : operations.get(code);
    if (operation == null) {
      throw new MalformedFrameException("operation " + type + " inside a multi");
    }
    Step<?> step = Step.read(operation, reader);
    return step.request() instanceof Create.Request create
        ? new Step<>(create(operation.code(), create.flags()), create)
        : step;
  }

  /** Which of the creates it is: inside a multi the flags decide, as in MultiOperationRecord. */
  private Create create(OpCode asked, int flags) {
    CreateMode mode = CreateMode.of(flags);
    boolean withTtl = asked == OpCode.CREATE_TTL;
    if (!withTtl && (mode == null || mode.hasTimeToLive())) {
      throw new MalformedFrameException("create mode " + flags + " inside a multi");
    }
    OpCode meant =
        mode == CreateMode.CONTAINER
            ? OpCode.CREATE_CONTAINER
            : withTtl && (mode == null || !mode.hasTimeToLive()) ? OpCode.CREATE : asked;
    return (Create) Objects.requireNonNull(operations.get(meant), meant.name());
  }

  @Override
  public Outcome apply(List<Step<?>> steps, Applying applying) {
    List<Outcome> outcomes = new ArrayList<>(steps.size());
    for (Step<?> step : steps) {
      Outcome outcome = step.apply(applying);
      if (outcome instanceof Outcome.Refused refused) {
        applying.change().rollBack();
        int failed = outcomes.size();
        return Outcome.done(
            OpCode.MULTI, writer -> writeErrors(writer, steps.size(), failed, refused.error()));
      }
      outcomes.add(outcome);
    }
    return Outcome.done(OpCode.MULTI, writer -> MultiHeader.writeResults(writer, outcomes));
  }

  private static void writeErrors(JuteWriter writer, int steps, int failed, ErrorCode error) {
    List<Outcome> outcomes = new ArrayList<>(steps);
    for (int i = 0; i < steps; i++) {
      ErrorCode each =
          i < failed ? ErrorCode.OK : i == failed ? error : ErrorCode.RUNTIME_INCONSISTENCY;
      outcomes.add(Outcome.refused(each));
    }
    MultiHeader.writeResults(writer, outcomes);
  }
}
