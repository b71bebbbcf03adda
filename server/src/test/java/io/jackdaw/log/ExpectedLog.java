package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a log must be after a crash: the log that is made by appending, without any crash and in one
 * segment, the batches that it was given up to where it ends.
 */
final class ExpectedLog {
  private final List<ByteBuffer> batches = new ArrayList<>();
  private ByteBuffer tried = ByteBuffer.allocate(0);
  private long end;
  private long forced;
  private long certain;

  /** Offset of the next record. */
  long end() {
    return end;
  }

  /** The records before it must be there. */
  long certain() {
    return certain;
  }

  /** The batch is about to be appended: from here on it may be there after a crash. */
  void tries(ByteBuffer batch) {
    tried = batch;
    batches.add(batch);
  }

  /** The last one was acknowledged; its offset and leader epoch are in it now. */
  void took() {
    end = BatchHeader.lastOffset(tried, 0) + 1;
    certain = end;
  }

  void forcedTo(long offset) {
    forced = Math.max(forced, offset);
  }

  void onlyForcedIsCertain() {
    certain = forced;
  }

  /** Forgets what a crash took, which is nothing that was certain. */
  void cutTo(PartitionLog found) {
    end = found.logEndOffset();
    assertThat(end).isGreaterThanOrEqualTo(certain);
    batches.removeIf(batch -> BatchHeader.baseOffset(batch, 0) >= end);
    // One that was tried and is not there has no offset yet.
    while (!batches.isEmpty() && !isAt(batches.size() - 1)) {
      batches.removeLast();
    }
    forgetHole(found);
    forgetDeleted(found);
    certain = end;
    forced = Math.min(forced, end);
  }

  /**
   * What was deleted and never forced may be gone, with the transactions that it was part of: all
   * of it from some offset on that are not on the disk.
   */
  private void forgetDeleted(PartitionLog found) {
    Set<Long> there = offsetsOnDisk(found);
    List<ByteBuffer> uncertain =
        batches.stream()
            .filter(it -> BatchHeader.baseOffset(it, 0) >= certain)
            .filter(it -> BatchHeader.baseOffset(it, 0) < found.logStartOffset())
            .filter(it -> !there.contains(BatchHeader.baseOffset(it, 0)))
            .toList();
    for (int i = uncertain.size() - 1; i >= 0 && !isToldOf(found); i--) {
      batches.remove(uncertain.get(i));
    }
  }

  private boolean isToldOf(PartitionLog found) {
    return Set.copyOf(found.producers())
        .equals(Set.copyOf(reference(found.logStartOffset()).producers()));
  }

  /**
   * A segment's name may be on the disk when the last batches of the segment before, which were not
   * forced either, are not: their offsets stay empty.
   */
  private void forgetHole(PartitionLog found) {
    Set<Long> there = new HashSet<>();
    for (String record : Batches.readAll(found)) {
      there.add(Long.parseLong(record.substring(0, record.indexOf('='))));
    }
    batches.removeIf(
        batch -> {
          long offset = BatchHeader.baseOffset(batch, 0);
          return offset >= Math.max(certain, found.logStartOffset()) && !there.contains(offset);
        });
  }

  /** Of all batches, also of those before the start. */
  private static Set<Long> offsetsOnDisk(PartitionLog found) {
    Set<Long> there = new HashSet<>();
    for (Segment segment : found.view().segments()) {
      BatchCursor cursor = new BatchCursor(segment.file(), 0, segment.sizeBytes());
      while (cursor.next()) {
        there.add(cursor.baseOffset());
      }
    }
    return there;
  }

  private boolean isAt(int index) {
    return index == 0
        || BatchHeader.baseOffset(batches.get(index), 0)
            == BatchHeader.lastOffset(batches.get(index - 1), 0) + 1;
  }

  /** Records, producers, transactions, epochs and times are as they should be. */
  void assertIs(PartitionLog found) {
    long start = found.logStartOffset();
    assertThat(found.logEndOffset()).isEqualTo(end);
    PartitionLog reference = reference(start);
    assertThat(Batches.readAll(found)).isEqualTo(Batches.readAll(reference));
    found.highWatermark(end);
    assertThat(found.lastStableOffset()).isEqualTo(reference.lastStableOffset());
    found.highWatermark(found.lastStableOffset());
    assertThat(hidden(found, start)).isEqualTo(hidden(reference, start));
    assertThat(found.producers()).containsExactlyInAnyOrderElementsOf(reference.producers());
    for (ByteBuffer batch : batches) {
      if (BatchHeader.baseOffset(batch, 0) >= start) {
        int epoch = BatchHeader.leaderEpoch(batch, 0);
        EpochEnd ended = reference.endOffsetForEpoch(epoch);
        assertThat(found.endOffsetForEpoch(epoch))
            .isEqualTo(
                ended.endOffset() == reference.logEndOffset()
                    ? new EpochEnd(ended.leaderEpoch(), end)
                    : ended);
        long time = BatchHeader.maxTimestamp(batch, 0);
        assertThat(found.offsetForTimestamp(time)).isEqualTo(reference.offsetForTimestamp(time));
      }
    }
  }

  /**
   * The records from {@code start} on that aborted transactions hide: what lay before may be
   * forgotten, with where its transaction began.
   */
  private Set<Long> hidden(PartitionLog log, long start) {
    Set<Long> hidden = new TreeSet<>();
    for (AbortedTransaction aborted : log.abortedTransactions(start, end)) {
      for (ByteBuffer batch : batches) {
        long offset = BatchHeader.baseOffset(batch, 0);
        if (BatchHeader.producerId(batch, 0) == aborted.producerId()
            && !BatchHeader.isControl(batch, 0)
            && offset >= Math.max(start, aborted.firstOffset())
            && offset <= aborted.lastOffset()) {
          hidden.add(offset);
        }
      }
    }
    return hidden;
  }

  private PartitionLog reference(long start) {
    PartitionLog log = new LogFixture(new MemoryDisk(), Path.of("reference")).log();
    for (ByteBuffer batch : batches) {
      assertThat(log.append(batch.duplicate(), -1, AppendOrigin.REPLICATION))
          .isInstanceOf(AppendResult.Appended.class);
    }
    log.highWatermark(end);
    log.deleteRecordsBefore(start);
    return log;
  }
}
