package io.jackdaw.consensus.raft;

import java.nio.ByteBuffer;

/** A snapshot's file while it is being sent; it stays readable when it is deleted meanwhile. */
interface SnapshotToSend extends AutoCloseable {
  long index();

  long term();

  long sizeBytes();

  /** At most {@code count} bytes from {@code offset} on. */
  ByteBuffer read(long offset, int count);

  @Override
  void close();
}
