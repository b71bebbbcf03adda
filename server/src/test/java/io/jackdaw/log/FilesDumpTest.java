package io.jackdaw.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.cli.decode.PlainText;
import io.jackdaw.cli.decode.PlainText.Decoding;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.dump.DumpOptions;
import io.jackdaw.log.dump.FilesDump;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** What {@code kafka-dump-log.sh} says of files; compat-tests hold it against Apache's. */
class FilesDumpTest {
  private static final Path LOG = Path.of("t-0/00000000000000000007.log");
  private static final Path INDEX = Path.of("t-0/00000000000000000007.index");

  private final MemoryDisk disk = new MemoryDisk();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  FilesDumpTest() {
    disk.createDirectories(Path.of("t-0"));
  }

  private void write(Path path, ByteBuffer content) {
    try (DiskFile file = disk.open(path)) {
      file.write(content, file.size());
    }
  }

  private static ByteBuffer batch(byte magic, long offset, String... values) {
    return MemoryRecords.withRecords(
            magic,
            offset,
            Compression.NONE,
            TimestampType.CREATE_TIME,
            Stream.of(values)
                .map(it -> new SimpleRecord(5, "k".getBytes(UTF_8), it.getBytes(UTF_8)))
                .toArray(SimpleRecord[]::new))
        .buffer();
  }

  private void dump(DumpOptions options, Path... files) {
    new FilesDump(
            disk,
            options,
            new PlainText(Decoding.STRING, Decoding.STRING),
            new PrintWriter(out),
            new PrintWriter(err))
        .print(List.of(files));
  }

  private static DumpOptions contents(boolean metadata, int maxBytes) {
    return new DumpOptions(true, true, metadata, false, false, 1 << 20, maxBytes);
  }

  @Test
  void recordsOfEveryFormatAreShown() {
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V0, 7, "zero"));
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V1, 8, "one"));
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V2, 9, "two", "three"));

    dump(contents(true, Integer.MAX_VALUE), LOG);

    assertThat(out.toString().lines())
        .hasSize(9)
        .anyMatch(it -> it.startsWith("offset: 7 position: 0 NoTimestampType: -1 size: "))
        .anyMatch(it -> it.startsWith("| offset: 8 CreateTime: 5 keySize: 1 valueSize: 3 isValid:"))
        .anyMatch(it -> it.endsWith(" headerKeys: [] key: k payload: three"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void gapsBetweenOffsetsAreSaidAndOtherOptionsShorten() {
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V2, 7, "a"));
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V2, 11, "b"));
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V2, 12, "c"));

    dump(contents(false, 150), LOG);

    assertThat(out.toString().lines()).contains("| key: k payload: a", "| key: k payload: b");
    assertThat(out.toString()).doesNotContain("payload: c").doesNotContain("invalid bytes");
    assertThat(err.toString().lines())
        .containsExactly(
            "Non-consecutive offsets in " + LOG.toAbsolutePath(), "  7 is followed by 11");
  }

  @Test
  void roomBehindTheEntriesOfAnIndexIsNotShown() {
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V2, 7, "a"));
    int second = disk.readFully(LOG).length;
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V2, 8, "b"));
    write(INDEX, ByteBuffer.allocate(64).putInt(1).putInt(second).rewind());

    dump(contents(true, Integer.MAX_VALUE), INDEX);

    assertThat(out.toString().lines())
        .containsExactly("Dumping " + INDEX, "offset: 8 position: " + second);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aBatchThatIsTooLargeForAnIndexToLeadToEndsTheDump() {
    write(LOG, batch(RecordBatch.MAGIC_VALUE_V2, 7, "a"));
    write(INDEX, ByteBuffer.allocate(8).putInt(0).putInt(0).flip());
    DumpOptions small = new DumpOptions(false, false, true, true, false, 20, Integer.MAX_VALUE);

    assertThatThrownBy(() -> dump(small, INDEX))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("--max-message-size is too small");
  }

  @Test
  void whatIsNoFileOfALogIsIgnored() {
    dump(contents(true, Integer.MAX_VALUE), Path.of("t-0/leader-epoch-checkpoint"));

    assertThat(err.toString().strip())
        .isEqualTo("Ignoring unknown file t-0/leader-epoch-checkpoint");
  }
}
