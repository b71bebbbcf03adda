package io.jackdaw.cli.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's record, read.
 *
 * @param type what kind of record it is
 * @param version of the value; 0 without one
 * @param value null for a tombstone
 */
public record DecodedRecord(int type, ObjectNode key, int version, @Nullable ObjectNode value) {}
