package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.fuzz.Corpus;
import io.jackdaw.fuzz.Fuzzing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No batch that a client makes up costs the log more than it is long: it is appended or refused,
 * and what was appended can be searched.
 */
class BatchFuzzTest {
  /** A decompressor's own buffers, and a refusal with its stack trace. */
  private static final long FIXED_BYTES = 16 << 20;

  private static final int BYTES_PER_BYTE = 200;

  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));
  private int logs;

  private PartitionLog log(String... config) {
    return fixture.logs.create("t", logs++, LogFixture.TOPIC, LogFixture.config(config));
  }

  private List<PartitionLog> kinds() {
    return List.of(
        log(),
        log("cleanup.policy", "compact"),
        log("message.timestamp.before.max.ms", "1000"),
        log("compression.type", "uncompressed"),
        log("compression.type", "lz4"),
        log("compression.type", "gzip", "cleanup.policy", "compact"));
  }

  @Test
  void mutatedBatchesAreAppendedOrRefused() {
    List<byte[]> corpus = new ArrayList<>();
    for (CompressionType codec : CompressionType.values()) {
      Compression compression = Compression.of(codec).build();
      corpus.add(bytes(Batches.compressed(compression, Batches.NOW, "a", "b".repeat(200))));
      corpus.add(
          bytes(
              MemoryRecords.withRecords(
                      compression, new SimpleRecord(1, "key".getBytes(), new byte[300]))
                  .buffer()));
    }
    corpus.add(bytes(Batches.idempotent(7, 0, 3, "a", "b", "c")));
    List<List<PartitionLog>> open = new ArrayList<>(List.of(kinds()));

    long fed =
        Fuzzing.run(
            Corpus.read("batches"),
            corpus,
            input -> {
              feed(open.getFirst(), input);
              if (open.getFirst().getFirst().logEndOffset() > 5_000) {
                open.set(0, kinds());
              }
            });

    assertThat(fed).isGreaterThan(corpus.size());
  }

  private static void feed(List<PartitionLog> kinds, byte[] input) {
    for (PartitionLog log : kinds) {
      for (boolean sealed : new boolean[] {false, true}) {
        ByteBuffer batch = ByteBuffer.wrap(input.clone());
        if (sealed) {
          seal(batch);
        }
        long before = Fuzzing.allocatedHere();
        LogFixture.append(log, batch);
        try {
          log.offsetForTimestamp(Batches.NOW + 1);
        } catch (InvalidRecordException malformed) {
          // Appended unread, as a broker does; whoever looks inside is told.
        }
        assertThat(Fuzzing.allocatedHere() - before)
            .as("allocated for " + input.length + " bytes")
            .isLessThan(FIXED_BYTES + (long) BYTES_PER_BYTE * input.length);
      }
    }
  }

  /** Makes length, magic and CRC right, so that what is behind them is looked at. */
  private static void seal(ByteBuffer batch) {
    if (batch.remaining() >= BatchHeader.SIZE) {
      batch.putLong(0, 0);
      batch.putInt(8, batch.remaining() - BatchHeader.LENGTH_OVERHEAD);
      batch.put(16, BatchHeader.MAGIC);
      CRC32C crc = new CRC32C();
      crc.update(batch.duplicate().position(21));
      batch.putInt(17, (int) crc.getValue());
    }
  }

  // ---- what was found, and what is known to work elsewhere ------------------------------------

  @ParameterizedTest
  @EnumSource(CompressionType.class)
  void aRecordThatClaimsTwoGigabytesIsRefusedWithoutMakingRoomForThem(CompressionType codec)
      throws IOException {
    byte[] claim = {-2, -1, -1, -1, 15, 0, 0, 0, 1, 2, 3, 4};
    assertRefusedCheaply(batchOf(codec, 1, out -> out.write(claim)));
  }

  @ParameterizedTest
  @EnumSource(value = CompressionType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aBatchThatSwellsToHundredsOfMegabytesIsRefusedOnTheWay(CompressionType codec)
      throws IOException {
    byte[] zeros = new byte[1 << 20];
    ByteBuffer bomb =
        batchOf(
            codec,
            1,
            out -> {
              out.write(new byte[] {-128, -128, -128, -128, 2, 0, 0, 0, 1});
              for (int i = 0; i < 200; i++) {
                out.write(zeros);
              }
            });
    assertRefusedCheaply(bomb);
  }

  @Test
  void snappyPartsThatClaimWhatTheyAreNotAreRefused() {
    byte[] header = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1};
    byte[] hugePart = ByteBuffer.allocate(20).put(header).putInt(Integer.MAX_VALUE).array();
    byte[] hugeContent =
        ByteBuffer.allocate(28).put(header).putInt(8).put(new byte[] {-1, -1, -1, -1, 7}).array();
    byte[] hugeRaw = {-1, -1, -1, -1, 7, 0, 0};
    ByteBuffer nested = ByteBuffer.allocate(16 * 50_000);
    while (nested.hasRemaining()) {
      nested.put(header);
    }
    for (byte[] body : List.of(hugePart, hugeContent, hugeRaw, nested.array())) {
      assertRefusedCheaply(withBody(CompressionType.SNAPPY, 1, body));
    }
  }

  @Test
  void aCountThatTheBytesCannotHoldIsRefused() {
    ByteBuffer batch = Batches.of("v");
    batch.putInt(23, Integer.MAX_VALUE - 1);
    batch.putInt(57, Integer.MAX_VALUE);
    seal(batch);

    AppendResult result = LogFixture.append(log(), batch);

    assertThat(((AppendResult.Refused) result).error()).isEqualTo(Errors.INVALID_RECORD);
  }

  private void assertRefusedCheaply(ByteBuffer batch) {
    PartitionLog compact = log("cleanup.policy", "compact", "max.message.bytes", "20000000");
    PartitionLog stamped =
        log("message.timestamp.before.max.ms", "1000", "max.message.bytes", "20000000");
    for (PartitionLog log : List.of(compact, stamped)) {
      long before = Fuzzing.allocatedHere();

      AppendResult result = LogFixture.append(log, batch.duplicate());

      assertThat(result).isInstanceOf(AppendResult.Refused.class);
      assertThat(((AppendResult.Refused) result).error()).isEqualTo(Errors.INVALID_RECORD);
      assertThat(Fuzzing.allocatedHere() - before).isLessThan(FIXED_BYTES);
    }
    PartitionLog unread = log("max.message.bytes", "20000000", "segment.bytes", "20000000");
    assertThat(LogFixture.append(unread, batch)).isInstanceOf(AppendResult.Appended.class);
    long before = Fuzzing.allocatedHere();
    try {
      unread.offsetForTimestamp(0);
    } catch (InvalidRecordException malformed) {
      assertThat(malformed).isNotNull();
    }
    assertThat(Fuzzing.allocatedHere() - before).isLessThan(FIXED_BYTES);
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static ByteBuffer batchOf(CompressionType codec, int count, Content content)
      throws IOException {
    ByteBufferOutputStream packed = new ByteBufferOutputStream(1024);
    try (OutputStream out = Compression.of(codec).build().wrapForOutput(packed, (byte) 2)) {
      content.writeTo(out);
    }
    return withBody(codec, count, bytes(packed.buffer().flip()));
  }

  private static ByteBuffer withBody(CompressionType codec, int count, byte[] body) {
    ByteBuffer batch = ByteBuffer.allocate(BatchHeader.SIZE + body.length);
    batch.position(BatchHeader.SIZE).put(body).flip();
    batch.putShort(21, (short) codec.id).putInt(23, count - 1).putInt(57, count);
    batch.putLong(35, Batches.NOW).putLong(43, -1).putInt(53, -1);
    seal(batch);
    return batch;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] content = new byte[buffer.remaining()];
    buffer.duplicate().get(content);
    return content;
  }
}
