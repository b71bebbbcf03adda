package io.jackdaw.cli.decode;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the records of one of the topics that coordinators write. */
public final class CoordinatorRecords {
  private final Map<Integer, RecordFormat> formats;

  private CoordinatorRecords(Map<Integer, RecordFormat> formats) {
    this.formats = formats;
  }

  /** Those of {@code __consumer_offsets}. */
  public static CoordinatorRecords ofGroups() {
    return new CoordinatorRecords(Formats.groups());
  }

  /** Those of {@code __transaction_state}. */
  public static CoordinatorRecords ofTransactions() {
    return new CoordinatorRecords(Formats.transactions());
  }

  /** Those of {@code __share_group_state}. */
  public static CoordinatorRecords ofShares() {
    return new CoordinatorRecords(Formats.shares());
  }

  /** What kind of record has this key. */
  static int type(ByteBuffer key) {
    return key.remaining() < Short.BYTES ? -1 : key.getShort(key.position());
  }

  /**
   * @return null for a kind of record that is not known
   * @throws IllegalArgumentException if it is damaged, or of a version that is not known
   */
  public @Nullable DecodedRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
    int type = type(key);
    RecordFormat format = formats.get(type);
    try {
      return format == null ? null : decode(format, type, key.duplicate(), value);
    } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("It is cut short", cut);
    }
  }

  private static DecodedRecord decode(
      RecordFormat format, int type, ByteBuffer key, @Nullable ByteBuffer value) {
    var keyFields =
        new FieldReader(0, false).read(format.key(), key.position(key.position() + Short.BYTES));
    if (value == null) {
      return new DecodedRecord(type, keyFields, 0, null);
    }
    ByteBuffer in = value.duplicate();
    int version = in.getShort();
    if (version < 0 || version > format.newest()) {
      throw new IllegalArgumentException(
          "It is of version " + version + " of " + format.name() + ", which is not known");
    }
    FieldReader reader = new FieldReader(version, version >= format.firstFlexible());
    return new DecodedRecord(type, keyFields, version, reader.read(format.value(), in));
  }
}
