package io.jackdaw.cli.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a record, or of a structure in it.
 *
 * @param type of the field, or of the elements of an array
 * @param fields of a structure; empty for any other type
 * @param from first version that has it, and {@code to} the last one
 * @param tag {@link #UNTAGGED}, or its number behind the other fields
 * @param otherwise what an absent tag stands for, as JSON; null is left out of the comparison
 */
record Field(
    String name,
    Type type,
    boolean isArray,
    boolean isNullable,
    List<Field> fields,
    int from,
    int to,
    int tag,
    @Nullable String otherwise) {
  static final int UNTAGGED = -1;

  enum Type {
    INT8,
    INT16,
    UINT16,
    INT32,
    INT64,
    STRING,
    UUID,
    BYTES,
    STRUCT
  }

  boolean isIn(int version) {
    return from <= version && version <= to;
  }

  boolean isTagged() {
    return tag != UNTAGGED;
  }
}
