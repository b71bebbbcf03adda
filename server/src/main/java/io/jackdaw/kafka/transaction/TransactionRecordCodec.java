package io.jackdaw.kafka.transaction;

import io.jackdaw.kafka.TopicPartition;
import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.RecordCodec;
import io.jackdaw.kafka.transaction.TransactionRecord.Stored;
import io.jackdaw.kafka.transaction.TransactionRecord.Tombstone;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * {@code __transaction_state} in Kafka's own format, byte table in
 * docs/formats/transaction-state.md. Reads values 0 and 1, writes 1, as Kafka does since
 * transaction version 1. Source: TransactionLogKey.json, TransactionLogValue.json.
 */
final class TransactionRecordCodec implements RecordCodec<TransactionRecord> {
  private static final short KEY = 0;
  private static final short NEWEST_VALUE = 1;
  private static final int PREVIOUS_PRODUCER_ID_TAG = 0;
  private static final int NEXT_PRODUCER_ID_TAG = 1;
  private static final int VERSION_TAG = 2;
  private static final int FIXED_BYTES = 128;

  @Override
  public CoordinatorRecord encode(TransactionRecord record) {
    return switch (record) {
      case Stored(String id, Transaction transaction) ->
          new CoordinatorRecord(key(id), value(transaction));
      case Tombstone(String id) -> new CoordinatorRecord(key(id), null);
    };
  }

  private static ByteBuffer key(String id) {
    byte[] text = id.getBytes(StandardCharsets.UTF_8);
    if (text.length > Short.MAX_VALUE) {
      throw new IllegalArgumentException("transactional id of " + text.length + " bytes");
    }
    return ByteBuffer.allocate(4 + text.length)
        .putShort(KEY)
        .putShort((short) text.length)
        .put(text)
        .flip();
  }

  private static ByteBuffer value(Transaction transaction) {
    Map<String, TreeSet<Integer>> topics = new TreeMap<>();
    for (TopicPartition partition : transaction.partitions()) {
      topics
          .computeIfAbsent(partition.topic(), topic -> new TreeSet<>())
          .add(partition.partition());
    }
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + sizeOf(topics));
    out.putShort(NEWEST_VALUE)
        .putLong(transaction.producerId())
        .putShort(transaction.epoch())
        .putInt(transaction.timeoutMs())
        .put(transaction.phase().id());
    if (transaction.phase() == TransactionPhase.EMPTY) {
      ByteUtils.writeUnsignedVarint(0, out);
    } else {
      putTopics(topics, out);
    }
    out.putLong(transaction.lastUpdateMs()).putLong(transaction.startMs());
    putTags(transaction, out);
    return out.flip();
  }

  private static int sizeOf(Map<String, TreeSet<Integer>> topics) {
    int size = 0;
    for (Map.Entry<String, TreeSet<Integer>> topic : topics.entrySet()) {
      size += 16 + 3 * topic.getKey().length() + 4 * topic.getValue().size();
    }
    return size;
  }

  private static void putTopics(Map<String, TreeSet<Integer>> topics, ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(topics.size() + 1, out);
    topics.forEach(
        (topic, partitions) -> {
          byte[] name = topic.getBytes(StandardCharsets.UTF_8);
          ByteUtils.writeUnsignedVarint(name.length + 1, out);
          out.put(name);
          ByteUtils.writeUnsignedVarint(partitions.size() + 1, out);
          partitions.forEach(out::putInt);
          ByteUtils.writeUnsignedVarint(0, out);
        });
  }

  private static void putTags(Transaction transaction, ByteBuffer out) {
    boolean previous = transaction.previousProducerId() != Transaction.NO_PRODUCER;
    boolean next = transaction.nextProducerId() != Transaction.NO_PRODUCER;
    boolean version = transaction.version() != 0;
    ByteUtils.writeUnsignedVarint((previous ? 1 : 0) + (next ? 1 : 0) + (version ? 1 : 0), out);
    if (previous) {
      tag(PREVIOUS_PRODUCER_ID_TAG, 8, out).putLong(transaction.previousProducerId());
    }
    if (next) {
      tag(NEXT_PRODUCER_ID_TAG, 8, out).putLong(transaction.nextProducerId());
    }
    if (version) {
      tag(VERSION_TAG, 2, out).putShort(transaction.version());
    }
  }

  private static ByteBuffer tag(int tag, int bytes, ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(tag, out);
    ByteUtils.writeUnsignedVarint(bytes, out);
    return out;
  }

  @Override
  public @Nullable TransactionRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
    ByteBuffer keyIn = key.duplicate();
    try {
      if (keyIn.getShort() != KEY) {
        return null;
      }
      String id = text(keyIn, keyIn.getShort());
      if (value == null) {
        return new Tombstone(id);
      }
      ByteBuffer in = value.duplicate();
      short version = in.getShort();
      return version > NEWEST_VALUE ? null : new Stored(id, read(in, version));
    } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("record is cut short", cut);
    }
  }

  private static Transaction read(ByteBuffer in, short version) {
    boolean flexible = version >= 1;
    long producerId = in.getLong();
    short epoch = in.getShort();
    int timeoutMs = in.getInt();
    TransactionPhase phase = TransactionPhase.ofId(in.get());
    Set<TopicPartition> partitions = readTopics(in, flexible);
    long lastUpdateMs = in.getLong();
    long startMs = in.getLong();
    long previous = Transaction.NO_PRODUCER;
    long next = Transaction.NO_PRODUCER;
    short clientVersion = 0;
    int tags = flexible ? ByteUtils.readUnsignedVarint(in) : 0;
    for (int i = 0; i < tags; i++) {
      int tag = ByteUtils.readUnsignedVarint(in);
      ByteBuffer content = take(in, ByteUtils.readUnsignedVarint(in));
      switch (tag) {
        case PREVIOUS_PRODUCER_ID_TAG -> previous = content.getLong();
        case NEXT_PRODUCER_ID_TAG -> next = content.getLong();
        case VERSION_TAG -> clientVersion = content.getShort();
        default -> {
          // Of a newer Kafka, and by its rules safe to leave out.
        }
      }
    }
    return new Transaction(
        producerId,
        previous,
        next,
        epoch,
        Transaction.NO_EPOCH,
        timeoutMs,
        phase,
        partitions,
        startMs,
        lastUpdateMs,
        clientVersion);
  }

  private static Set<TopicPartition> readTopics(ByteBuffer in, boolean flexible) {
    Set<TopicPartition> partitions = new HashSet<>();
    int topics = count(in, flexible);
    for (int i = 0; i < topics; i++) {
      String topic = text(in, flexible ? ByteUtils.readUnsignedVarint(in) - 1 : in.getShort());
      for (int index : indexes(in, flexible)) {
        partitions.add(new TopicPartition(topic, index));
      }
      if (flexible) {
        skipTags(in);
      }
    }
    return partitions;
  }

  private static List<Integer> indexes(ByteBuffer in, boolean flexible) {
    int count = count(in, flexible);
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      indexes.add(in.getInt());
    }
    return indexes;
  }

  /** Elements of an array, 0 for null. */
  private static int count(ByteBuffer in, boolean flexible) {
    return flexible ? ByteUtils.readUnsignedVarint(in) - 1 : in.getInt();
  }

  private static void skipTags(ByteBuffer in) {
    int tags = ByteUtils.readUnsignedVarint(in);
    for (int i = 0; i < tags; i++) {
      ByteUtils.readUnsignedVarint(in);
      take(in, ByteUtils.readUnsignedVarint(in));
    }
  }

  private static String text(ByteBuffer in, int length) {
    return StandardCharsets.UTF_8.decode(take(in, length)).toString();
  }

  private static ByteBuffer take(ByteBuffer in, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("negative length " + length);
    }
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer taken = in.slice(in.position(), length);
    in.position(in.position() + length);
    return taken;
  }
}
