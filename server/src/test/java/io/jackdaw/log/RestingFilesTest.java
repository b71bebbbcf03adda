package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.LocalDisk;
import io.jackdaw.time.Clock;
import io.jackdaw.time.SingleThreadEventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of logs are closed when there are too many, and nobody notices. */
class RestingFilesTest {
  private static final int LOGS = 60;
  private static final int MOST_OPEN = 20;

  @TempDir Path directory;

  private Logs open(LocalDisk disk, SingleThreadEventLoop loop) {
    return Logs.open(
        LogsConfig.of(List.of(directory)), LogConfig.DEFAULT, disk, Clock.system(), loop);
  }

  private static PartitionLog log(Logs logs, int partition) {
    return logs.create("t", partition, LogFixture.TOPIC, LogConfig.DEFAULT);
  }

  @Test
  void moreLogsAreWrittenAndReadThanFilesMayBeOpen() {
    LocalDisk disk = new LocalDisk(MOST_OPEN);
    try (SingleThreadEventLoop loop = new SingleThreadEventLoop("disk");
        Logs logs = open(disk, loop)) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < LOGS; i++) {
          LogFixture.append(log(logs, i), Batches.of("v" + round));
        }
        CompletableFuture.runAsync(() -> {}, loop).join();
        assertThat(disk.openFiles()).isLessThanOrEqualTo(MOST_OPEN);
      }
      for (int i = 0; i < LOGS; i++) {
        assertThat(Batches.readAll(log(logs, i))).containsExactly("0=v0", "1=v1", "2=v2");
      }
    }
    assertThat(disk.openFiles()).isZero();
  }

  @Test
  void aStartLeavesNoFileOpen() {
    LocalDisk disk = new LocalDisk();
    try (SingleThreadEventLoop loop = new SingleThreadEventLoop("disk")) {
      try (Logs logs = open(disk, loop)) {
        LogFixture.append(log(logs, 0), Batches.of("a"));
        PartitionLog unused = log(logs, 1);
        assertThat(unused.logEndOffset()).isZero();
      }
      try (Logs logs = open(disk, loop)) {
        assertThat(disk.openFiles()).isZero();
        LogFixture.append(log(logs, 1), Batches.of("b"));
        assertThat(disk.openFiles()).isEqualTo(1);
        assertThat(Batches.readAll(log(logs, 0))).containsExactly("0=a");
        assertThat(Batches.readAll(log(logs, 1))).containsExactly("0=b");
      }
    }
  }

  @Test
  void whatIsReadWhileItsSegmentIsDeletedIsReadToTheEnd() throws IOException {
    LocalDisk disk = new LocalDisk();
    try (SingleThreadEventLoop loop = new SingleThreadEventLoop("disk");
        Logs logs = open(disk, loop)) {
      PartitionLog log = log(logs, 0);
      LogFixture.append(log, Batches.of("a"));
      Segment segment = log.view().active();
      segment.rest(true);
      assertThat(segment.acquire()).isTrue();
      segment.delete(disk);
      Files.writeString(segment.file().path(), "another file of this name");
      segment.rest(true);

      BatchCursor cursor = new BatchCursor(segment.file(), 0, segment.sizeBytes());
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.lastOffset()).isZero();
      segment.release();
    }
  }

  @Test
  void readersAndWritersNoticeNothingOfFilesThatAreClosedAllTheTime() throws Exception {
    LocalDisk disk = new LocalDisk();
    try (SingleThreadEventLoop loop = new SingleThreadEventLoop("disk");
        Logs logs = open(disk, loop);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<PartitionLog> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(log(logs, i));
      }
      AtomicBoolean done = new AtomicBoolean();
      Future<?> resting =
          threads.submit(
              () -> {
                while (!done.get()) {
                  all.forEach(log -> log.rest(true));
                }
              });
      Future<?> reading =
          threads.submit(
              () -> {
                while (!done.get()) {
                  PartitionLog log = all.get(ThreadLocalRandom.current().nextInt(4));
                  long end = log.logEndOffset();
                  assertThat(Batches.readAll(log)).hasSizeGreaterThanOrEqualTo((int) end);
                }
              });
      try {
        for (int i = 0; i < 2_000; i++) {
          LogFixture.append(all.get(i % 4), Batches.of("v" + i / 4));
        }
      } finally {
        done.set(true);
      }
      resting.get();
      reading.get();
      for (PartitionLog log : all) {
        List<String> read = Batches.readAll(log);
        assertThat(read).hasSize(500);
        assertThat(read.getLast()).isEqualTo("499=v499");
      }
    }
  }
}
