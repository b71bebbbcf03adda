package io.jackdaw.zookeeper.op;

import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * multiRead (22): several getData and getChildren, all from one state of the tree. None of them
 * sets a watch, whatever it asks, as in ZooKeeper.
 */
final class MultiRead implements ReadOperation<List<MultiRead.Step>> {
  private final Map<OpCode, ReadOperation<WatchingRequest>> operations;

  /** One of the reads. */
  record Step(ReadOperation<WatchingRequest> operation, WatchingRequest request) {
    Outcome read(Reading reading) {
      return operation.read(request, reading);
    }
  }

  MultiRead(List<ReadOperation<WatchingRequest>> operations) {
    this.operations =
        operations.stream().collect(Collectors.toMap(Operation::code, Function.identity()));
  }

  @Override
  public OpCode code() {
    return OpCode.MULTI_READ;
  }

  @Override
  public List<Step> decode(JuteReader reader) {
    List<Step> steps = new ArrayList<>();
    for (MultiHeader header = MultiHeader.read(reader);
        !header.done();
        header = MultiHeader.read(reader)) {
      OpCode code = OpCode.of(header.type());
      ReadOperation<WatchingRequest> operation = code == null ? null : operations.get(code);
      if (operation == null) {
        throw new MalformedFrameException("operation " + header.type() + " inside a multiRead");
      }
      steps.add(new Step(operation, operation.decode(reader).withoutWatch()));
    }
    return steps;
  }

  @Override
  public Outcome read(List<Step> steps, Reading reading) {
    List<Outcome> outcomes = new ArrayList<>(steps.size());
    steps.forEach(step -> outcomes.add(step.read(reading)));
    return Outcome.done(OpCode.MULTI_READ, writer -> MultiHeader.writeResults(writer, outcomes));
  }
}
