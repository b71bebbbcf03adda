package io.jackdaw.kafka.share.state;

import io.jackdaw.kafka.coordinator.CoordinatorRecord;
import io.jackdaw.kafka.coordinator.RecordCodec;
import io.jackdaw.kafka.coordinator.RecordFields;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code __share_group_state} in Kafka's own format, byte tables in
 * docs/formats/share-group-state.md. Source: ShareSnapshotKey/Value.json,
 * ShareUpdateKey/Value.json, all in version 0.
 */
final class ShareStateRecordCodec implements RecordCodec<ShareStateRecord> {
  private static final short SNAPSHOT = 0;
  private static final short UPDATE = 1;
  private static final short VALUE_VERSION = 0;
  private static final int COMPLETE_COUNT_TAG = 0;

  @Override
  public CoordinatorRecord encode(ShareStateRecord record) {
    return switch (record) {
      case ShareStateRecord.Snapshot(ShareStateKey key, ShareState state) ->
          new CoordinatorRecord(key(SNAPSHOT, key), snapshot(state));
      case ShareStateRecord.Update update ->
          new CoordinatorRecord(key(UPDATE, update.key()), update(update));
      case ShareStateRecord.Tombstone(ShareStateKey key) ->
          new CoordinatorRecord(key(SNAPSHOT, key), null);
    };
  }

  private static ByteBuffer key(short kind, ShareStateKey key) {
    return new RecordFields.Writer()
        .int16(kind)
        .string(key.group())
        .uuid(key.topic())
        .int32(key.partition())
        .done();
  }

  private static ByteBuffer snapshot(ShareState state) {
    RecordFields.Writer out =
        new RecordFields.Writer()
            .int16(VALUE_VERSION)
            .int32(state.snapshotEpoch())
            .int32(state.stateEpoch())
            .int32(state.leaderEpoch())
            .int64(state.startOffset())
            .int64(state.createdMs())
            .int64(state.writtenMs());
    return end(out, state.batches(), state.completeCount());
  }

  private static ByteBuffer update(ShareStateRecord.Update update) {
    RecordFields.Writer out =
        new RecordFields.Writer()
            .int16(VALUE_VERSION)
            .int32(update.snapshotEpoch())
            .int32(update.leaderEpoch())
            .int64(update.startOffset());
    return end(out, update.batches(), update.completeCount());
  }

  private static ByteBuffer end(
      RecordFields.Writer out, List<StateBatch> batches, int completeCount) {
    out.compactCount(batches.size());
    for (StateBatch batch : batches) {
      out.int64(batch.firstOffset())
          .int64(batch.lastOffset())
          .int8(batch.state())
          .int16(batch.deliveryCount())
          .noTags();
    }
    return completeCount == ShareState.NO_COUNT
        ? out.noTags().done()
        : out.oneTag(COMPLETE_COUNT_TAG, new RecordFields.Writer().int32(completeCount).done())
            .done();
  }

  @Override
  public @Nullable ShareStateRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
    ByteBuffer keyIn = key.duplicate();
    try {
      short kind = keyIn.getShort();
      if (kind != SNAPSHOT && kind != UPDATE) {
        return null;
      }
      ShareStateKey of =
          new ShareStateKey(RecordFields.string(keyIn), RecordFields.uuid(keyIn), keyIn.getInt());
      if (value == null) {
        return kind == SNAPSHOT ? new ShareStateRecord.Tombstone(of) : null;
      }
      ByteBuffer in = value.duplicate();
      if (in.getShort() != VALUE_VERSION) {
        return null;
      }
      return kind == SNAPSHOT ? readSnapshot(of, in) : readUpdate(of, in);
    } catch (BufferUnderflowException cut) {
      throw new IllegalArgumentException("record is cut short", cut);
    }
  }

  private static ShareStateRecord readSnapshot(ShareStateKey key, ByteBuffer in) {
    int snapshotEpoch = in.getInt();
    int stateEpoch = in.getInt();
    int leaderEpoch = in.getInt();
    long start = in.getLong();
    long createdMs = in.getLong();
    long writtenMs = in.getLong();
    List<StateBatch> batches = readBatches(in);
    return new ShareStateRecord.Snapshot(
        key,
        new ShareState(
            snapshotEpoch,
            stateEpoch,
            leaderEpoch,
            start,
            readCompleteCount(in),
            createdMs,
            writtenMs,
            batches));
  }

  private static ShareStateRecord readUpdate(ShareStateKey key, ByteBuffer in) {
    int snapshotEpoch = in.getInt();
    int leaderEpoch = in.getInt();
    long start = in.getLong();
    List<StateBatch> batches = readBatches(in);
    return new ShareStateRecord.Update(
        key, snapshotEpoch, leaderEpoch, start, readCompleteCount(in), batches);
  }

  private static List<StateBatch> readBatches(ByteBuffer in) {
    int count = RecordFields.compactCount(in);
    List<StateBatch> batches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batches.add(new StateBatch(in.getLong(), in.getLong(), in.get(), in.getShort()));
      RecordFields.skipTags(in);
    }
    return batches;
  }

  private static int readCompleteCount(ByteBuffer in) {
    ByteBuffer tagged = RecordFields.tags(in).get(COMPLETE_COUNT_TAG);
    return tagged == null ? ShareState.NO_COUNT : tagged.getInt();
  }
}
