package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.List;

/** getEphemerals (103): paths of this session's ephemeral znodes that begin with a prefix. */
final class GetEphemerals implements ReadOperation<String> {
  @Override
  public OpCode code() {
    return OpCode.GET_EPHEMERALS;
  }

  /** The prefix; null means all. */
  @Override
  public String decode(JuteReader reader) {
    String prefix = reader.readNullableString();
    return prefix == null || prefix.isBlank() ? "/" : prefix;
  }

  @Override
  public Outcome read(String prefix, Reading reading) {
    List<String> paths =
        reading.tree().ephemeralsOf(reading.sessionId()).stream()
            .filter(path -> path.startsWith(prefix))
            .toList();
    return Outcome.done(
        OpCode.GET_EPHEMERALS, writer -> writer.writeVector(paths, JuteWriter::writeString));
  }
}
