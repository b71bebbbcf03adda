package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The log does what a list of records would do, only on disk. */
class LogModelTest {
  private static final String[] SMALL = {
    "segment.bytes", "700", "index.interval.bytes", "150", "retention.bytes", "4000"
  };

  /** A record as the model keeps it. */
  private record Kept(long offset, long timestampMs, String value, long batchOffset) {}

  @Property(tries = 150)
  void behavesLikeAList(@ForAll long seed) {
    new Run(new SplittableRandom(seed)).steps(120);
  }

  private static final class Run {
    private final RandomGenerator random;
    private LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));
    private PartitionLog log = fixture.log(SMALL);
    private final List<Kept> model = new ArrayList<>();
    private long start;
    private long end;

    Run(RandomGenerator random) {
      this.random = random;
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        step();
        assertThat(log.logStartOffset()).isEqualTo(start);
        assertThat(log.logEndOffset()).isEqualTo(end);
        checkRead();
        checkTime();
      }
      assertThat(Batches.readAll(log)).isEqualTo(values(start, end));
    }

    private void step() {
      switch (random.nextInt(20)) {
        case 0 -> truncate();
        case 1 -> deleteBefore();
        case 2 -> retain();
        case 3 -> restart();
        case 4 -> kill();
        default -> append();
      }
    }

    private void append() {
      String[] values = new String[1 + random.nextInt(4)];
      long timestampMs = Batches.NOW - random.nextInt(1_000_000);
      for (int i = 0; i < values.length; i++) {
        values[i] = "v".repeat(random.nextInt(100)) + end;
        model.add(new Kept(end + i, timestampMs + i, values[i], end));
      }
      assertThat(LogFixture.append(log, Batches.at(timestampMs, values)))
          .isEqualTo(new AppendResult.Appended(end, end + values.length - 1, -1, start));
      end += values.length;
      log.highWatermark(end);
    }

    private void truncate() {
      List<Long> batches =
          model.stream().map(Kept::batchOffset).filter(it -> it >= start).distinct().toList();
      if (!batches.isEmpty()) {
        end = batches.get(random.nextInt(batches.size()));
        log.truncateTo(end);
        model.removeIf(kept -> kept.offset >= end);
      }
    }

    private long lastOffsetOfBatch(Kept kept) {
      return model.stream()
          .filter(other -> other.batchOffset == kept.batchOffset)
          .mapToLong(Kept::offset)
          .max()
          .orElseThrow();
    }

    private void deleteBefore() {
      start = start + random.nextLong(end - start + 1);
      assertThat(log.deleteRecordsBefore(start)).isEqualTo(start);
    }

    private void retain() {
      fixture.loop.advance(400_000);
      long before = start;
      start = log.logStartOffset();
      assertThat(start).isBetween(before, end);
    }

    private void restart() {
      log = fixture.restart(SMALL);
    }

    private void kill() {
      fixture.loop.runReady();
      fixture = new LogFixture(IdempotenceTest.copyOf(fixture), fixture.directory);
      log = fixture.log(SMALL);
      log.highWatermark(end);
    }

    private void checkRead() {
      long from = start + random.nextLong(end - start + 1);
      long upTo = from + random.nextLong(end - from + 1);
      int maxBytes = random.nextInt(1500);
      boolean atLeastOne = random.nextBoolean();
      List<String> read = Batches.read(log.read(from, maxBytes, atLeastOne, upTo));
      if (read.isEmpty()) {
        return;
      }
      Kept first = kept(offset(read.getFirst()));
      Kept last = kept(offset(read.getLast()));
      assertThat(first.batchOffset).isLessThanOrEqualTo(from);
      assertThat(lastOffsetOfBatch(first)).isGreaterThanOrEqualTo(from);
      assertThat(last.offset).isEqualTo(lastOffsetOfBatch(last)).isLessThan(upTo);
      assertThat(read).isEqualTo(values(first.offset, last.offset + 1));
    }

    private void checkTime() {
      long target = Batches.NOW - random.nextInt(1_000_000);
      OffsetAtTime found = log.offsetForTimestamp(target);
      Kept expected =
          model.stream()
              .filter(kept -> kept.offset >= start && kept.timestampMs >= target)
              .findFirst()
              .orElse(null);
      assertThat(found == null ? -1 : found.offset())
          .isEqualTo(expected == null ? -1 : expected.offset);
    }

    private Kept kept(long offset) {
      return model.stream().filter(one -> one.offset == offset).findFirst().orElseThrow();
    }

    private static long offset(String line) {
      return Long.parseLong(line.substring(0, line.indexOf('=')));
    }

    private List<String> values(long from, long upTo) {
      return model.stream()
          .filter(kept -> kept.offset >= from && kept.offset < upTo)
          .map(kept -> kept.offset + "=" + kept.value)
          .toList();
    }
  }
}
