package io.jackdaw.kafka.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a coordinator's records into bytes and back. Stateless, any thread.
 *
 * @param <R> records of one coordinator
 */
public interface RecordCodec<R> {
  CoordinatorRecord encode(R record);

  /**
   * @param value null for a tombstone
   * @return null for a kind or version of record that this coordinator does not know
   * @throws IllegalArgumentException if the bytes are damaged
   */
  @Nullable R decode(ByteBuffer key, @Nullable ByteBuffer value);
}
