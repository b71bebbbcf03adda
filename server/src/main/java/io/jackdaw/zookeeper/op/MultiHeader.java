package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.List;

/**
 * What precedes each part of a multi, and ends it.
 *
 * @param type of the operation or of its result; −1 for an error and at the end
 */
record MultiHeader(int type, boolean done, int error) {
  private static final int NONE = -1;

  static MultiHeader read(JuteReader reader) {
    return new MultiHeader(reader.readInt(), reader.readBoolean(), reader.readInt());
  }

  static void write(JuteWriter writer, MultiHeader header) {
    writer.writeInt(header.type).writeBoolean(header.done).writeInt(header.error);
  }

  /** A whole reply: each outcome behind its header, and the end. */
  static void writeResults(JuteWriter writer, List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      switch (outcome) {
        case Outcome.Refused refused -> {
          int error = refused.error().code();
          write(writer, new MultiHeader(OpCode.ERROR.code(), false, error));
          writer.writeInt(error);
        }
        case Outcome.Done done -> {
          write(writer, new MultiHeader(done.resultType().code(), false, 0));
          done.body().accept(writer);
        }
      }
    }
    write(writer, new MultiHeader(NONE, true, NONE));
  }
}
