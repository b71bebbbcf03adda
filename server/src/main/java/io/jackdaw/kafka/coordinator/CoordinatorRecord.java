package io.jackdaw.kafka.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record of a coordinator's topic, as bytes.
 *
 * @param key never empty; owned by the record
 * @param value null for a tombstone
 */
public record CoordinatorRecord(ByteBuffer key, @Nullable ByteBuffer value) {}
