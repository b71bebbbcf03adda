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
    // What was deleted and never forced may be gone, with the transactions that it was part of.
    batches.removeIf(
        batch ->
            BatchHeader.baseOffset(batch, 0) >= certain
                && BatchHeader.lastOffset(batch, 0) < found.logStartOffset());
    certain = end;
    forced = Math.min(forced, end);
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
    List<ProducerState> producers = found.producers().stream().map(it -> since(start, it)).toList();
    List<ProducerState> wanted =
        reference.producers().stream().map(it -> since(start, it)).toList();
    assertThat(wanted).containsAll(producers);
    assertThat(producers)
        .containsAll(
            wanted.stream()
                .filter(
                    it ->
                        lastOffsetOf(it.producerId(), false) >= start
                            || lastOffsetOf(it.producerId(), true) >= start)
                .toList());
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

  /** What was told by batches before the start may be forgotten, as they are. */
  private ProducerState since(long start, ProducerState it) {
    return new ProducerState(
        it.producerId(),
        it.producerEpoch(),
        lastOffsetOf(it.producerId(), false) >= start ? it.lastSequence() : -1,
        it.lastTimestampMs(),
        lastOffsetOf(it.producerId(), true) >= start ? it.coordinatorEpoch() : -1,
        it.openTransactionOffset());
  }

  /** Of the producer's last marker, or its last records. */
  private long lastOffsetOf(long producerId, boolean marker) {
    long last = -1;
    for (ByteBuffer batch : batches) {
      if (BatchHeader.producerId(batch, 0) == producerId
          && BatchHeader.isControl(batch, 0) == marker) {
        last = BatchHeader.lastOffset(batch, 0);
      }
    }
    return last;
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
