package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.raft.CommandBatch.Stamp;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last batch of each server that was applied: replicated, part of every snapshot. It makes
 * every batch count once and in order, however often and whenever it arrives.
 */
final class Origins {
  private final Map<Integer, Last> lasts = new TreeMap<>();

  /** The newest incarnation of a server, and its last batch that was applied. */
  record Last(long incarnation, long sequence) {}

  /** What is to be done with a batch. */
  enum Verdict {
    APPLY,
    /** It was applied before. */
    REPEATED,
    /** The one before it has not come yet: it will be sent again. */
    EARLY,
    /** Its server has been started anew since. */
    OUTDATED
  }

  /** Decides, and remembers a batch that is to be applied. */
  Verdict judge(Stamp stamp) {
    Last last = lasts.get(stamp.origin());
    long expected = 1;
    if (last != null && stamp.incarnation() <= last.incarnation) {
      if (stamp.incarnation() < last.incarnation) {
        return Verdict.OUTDATED;
      }
      expected = last.sequence + 1;
    }
    if (stamp.sequence() < expected) {
      return Verdict.REPEATED;
    }
    if (stamp.sequence() > expected) {
      return Verdict.EARLY;
    }
    lasts.put(stamp.origin(), new Last(stamp.incarnation(), stamp.sequence()));
    return Verdict.APPLY;
  }

  @Nullable Last of(int origin) {
    return lasts.get(origin);
  }

  /** The same, for a snapshot to keep. */
  Origins copy() {
    Origins copy = new Origins();
    copy.lasts.putAll(lasts);
    return copy;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(lasts.size());
    for (Map.Entry<Integer, Last> entry : lasts.entrySet()) {
      out.writeByte(entry.getKey());
      out.writeLong(entry.getValue().incarnation);
      out.writeLong(entry.getValue().sequence);
    }
  }

  /** Replaces everything by what {@link #writeTo} wrote. */
  void readFrom(DataInputStream in) throws IOException {
    lasts.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      lasts.put(in.readUnsignedByte(), new Last(in.readLong(), in.readLong()));
    }
  }
}
