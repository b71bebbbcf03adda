package io.jackdaw.consensus.raft;

import java.nio.ByteBuffer;

/**
 * One entry of the log.
 *
 * @param term of the leader that made it
 * @param payload not changed by anybody
 */
record Entry(long term, Kind kind, byte[] payload) {
  /** Bytes that an entry takes beyond its payload, in a message. */
  static final int FRAMING_BYTES = Long.BYTES + Byte.BYTES + Integer.BYTES;

  private static final byte[] NOTHING = {};

  /** What an entry is for. Each has its number on the disk and on the wire. */
  enum Kind {
    /** A leader's first: commits what earlier leaders left. */
    EMPTY,
    /** Commands that waited on one server, see {@link CommandBatch}. */
    BATCH,
    /** Who belongs to the ensemble from here on, see {@link Members}. */
    MEMBERS;

    private static final Kind[] ALL = values();

    static Kind of(byte number) {
      if (number < 0 || number >= ALL.length) {
        throw new IllegalArgumentException(
            "an entry of kind " + number + ": run the newer Jackdaw that wrote it");
      }
      return ALL[number];
    }
  }

  static Entry empty(long term) {
    return new Entry(term, Kind.EMPTY, NOTHING);
  }

  int sizeBytes() {
    return FRAMING_BYTES + payload.length;
  }

  void writeTo(ByteBuffer out) {
    out.putLong(term).put((byte) kind.ordinal()).putInt(payload.length).put(payload);
  }

  static Entry readFrom(ByteBuffer in) {
    long term = in.getLong();
    Kind kind = Kind.of(in.get());
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("an entry of " + length + " bytes in " + in.remaining());
    }
    byte[] payload = new byte[length];
    in.get(payload);
    return new Entry(term, kind, payload);
  }
}
