package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.FakeDisk;
import io.jackdaw.log.AppendResult.Refused;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** {@code preallocate} and {@code max.decompressed.message.bytes}. */
class PreallocationTest {
  private static final Path DATA = Path.of("data");
  private static final Path FIRST = DATA.resolve("t-0/00000000000000000000.log");

  private final FakeDisk disk = new FakeDisk(1);
  private final LogFixture logs = new LogFixture(disk, DATA);

  private PartitionLog log() {
    return logs.log("segment.bytes", "5000", "preallocate", "true");
  }

  private long size(Path file) {
    try (var open = disk.openReadOnly(file)) {
      return open.size();
    }
  }

  @Test
  void aGrowingSegmentHasItsWholeLengthAndASealedOneIsCut() {
    PartitionLog log = log();
    assertThat(size(FIRST)).isEqualTo(5000);
    for (int i = 0; i < 100; i++) {
      LogFixture.append(log, Batches.of("v" + i));
    }

    assertThat(size(FIRST)).as("sealed").isLessThan(5000).isGreaterThan(4000);
    assertThat(Batches.readAll(log)).hasSize(100);
    long bytes = log.sizeBytes();
    assertThat(bytes).as("records only").isLessThan(100 * 80);
    PartitionLog again = logs.restart("segment.bytes", "5000", "preallocate", "true");
    assertThat(again.sizeBytes()).isEqualTo(bytes);
    assertThat(disk.list(DATA.resolve("t-0")).stream().filter(it -> it.toString().endsWith(".log")))
        .as("closed in order, no file is longer than its records")
        .allSatisfy(file -> assertThat(size(file)).isLessThan(5000));
  }

  @Test
  void whatWasNotUsedIsCutAfterAKill() {
    LogFixture.append(log(), Batches.of("a"));
    LogFixture.append(log(), Batches.of("b"));
    disk.restartProcess();
    logs.crash();

    PartitionLog log = log();
    assertThat(Batches.readAll(log)).containsExactly("0=a", "1=b");
    LogFixture.append(log, Batches.of("c"));
    assertThat(Batches.readAll(log)).isEqualTo(List.of("0=a", "1=b", "2=c"));
  }

  @Test
  void aRecordThatIsTooLargeWhenDecompressedIsRefused() {
    PartitionLog log = logs.log("max.decompressed.message.bytes", "1000");
    String large = "x".repeat(2000);

    assertThat(LogFixture.append(log, zstd(large)))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.error()).isEqualTo(Errors.INVALID_RECORD));
    assertThat(LogFixture.append(log, zstd("x".repeat(900), "y".repeat(900))))
        .isInstanceOf(AppendResult.Appended.class);
    assertThat(LogFixture.append(log, Batches.of(large)))
        .as("not compressed, and so bounded by max.message.bytes")
        .isInstanceOf(AppendResult.Appended.class);
  }

  private static java.nio.ByteBuffer zstd(String... values) {
    return Batches.compressed(Compression.zstd().build(), Batches.NOW, values);
  }
}
