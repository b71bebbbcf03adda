package io.jackdaw.kafka.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes what a log holds into a state; skips what it does not know and says so once. */
final class ReplayInto<R> implements CoordinatorLog.Replay {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayInto.class);

  private final ShardState<R> state;
  private final RecordCodec<R> codec;
  private final int partition;
  private boolean skipped;

  ReplayInto(ShardState<R> state, RecordCodec<R> codec, int partition) {
    this.state = state;
    this.codec = codec;
    this.partition = partition;
  }

  @Override
  public void record(long offset, long producerId, ByteBuffer key, @Nullable ByteBuffer value) {
    R record = decode(offset, key, value);
    if (record != null) {
      state.replay(offset, producerId, record);
    } else if (!skipped) {
      skipped = true;
      LOG.info("Partition {} holds records of unknown kinds, from offset {}", partition, offset);
    }
  }

  private @Nullable R decode(long offset, ByteBuffer key, @Nullable ByteBuffer value) {
    try {
      return codec.decode(key, value);
    } catch (IllegalArgumentException damaged) {
      throw new IllegalStateException(
          "The record at offset " + offset + " of partition " + partition + " cannot be read",
          damaged);
    }
  }

  @Override
  public void marker(long offset, long producerId, boolean committed) {
    state.replayMarker(offset, producerId, committed);
  }
}
