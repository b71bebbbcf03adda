package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Golden bytes of a log's files, worked out from {@code docs/formats/log.md} without this code:
 * they are Apache Kafka's formats and must never change.
 */
class LogFormatTest {
  private static final Path DATA = Path.of("data");

  private static final String TWO_RECORDS =
      """
      0000000000000000 00000042 00000000 02 4ce18278 0000 00000001 0000018bcfe56800 0000018bcfe56801
      ffffffffffffffff ffff ffffffff 00000002
      0e 00 00 00 01 02 61 00
      10 00 02 02 01 04 6263 00
      """;
  private static final String TRANSACTIONAL_RECORD =
      """
      0000000000000002 00000039 00000000 02 55b50bab 0010 00000000 0000018bcfe56800 0000018bcfe56800
      0000000000000009 0000 00000000 00000001
      0e 00 00 00 01 02 78 00
      """;
  private static final String ABORT_MARKER =
      """
      0000000000000003 00000042 00000000 02 edb7a848 0030 00000000 0000018bcfe56800 0000018bcfe56800
      0000000000000009 0000 ffffffff 00000001
      20 00 00 00 08 00000000 0c 000000000003 00
      """;

  private final LogFixture fixture = new LogFixture(new MemoryDisk(), DATA);

  private void writeAndClose() {
    PartitionLog log = fixture.log("index.interval.bytes", "0");
    LogFixture.append(log, Batches.of("a", "bc"));
    LogFixture.append(log, Batches.transactional(9, 0, 0, "x"));
    log.end(new TransactionMarker(9, (short) 0, 3, false, false), 0);
    log.highWatermark(4);
    fixture.logs.close();
  }

  @Test
  void recordBatchesKeepTheirBytes() {
    writeAndClose();
    assertThat(hex("00000000000000000000.log"))
        .isEqualTo(joined(TWO_RECORDS + TRANSACTIONAL_RECORD + ABORT_MARKER));
  }

  @Test
  void indexesKeepTheirBytes() {
    writeAndClose();
    assertThat(hex("00000000000000000000.index"))
        .isEqualTo(joined("00000002 0000004e  00000003 00000093"));
    assertThat(hex("00000000000000000000.timeindex"))
        .isEqualTo(joined("0000018bcfe56801 00000001"));
    assertThat(hex("00000000000000000000.txnindex"))
        .isEqualTo(
            joined("0000 0000000000000009 0000000000000002 0000000000000003 0000000000000004"));
  }

  @Test
  void snapshotsOfProducersKeepTheirBytes() {
    writeAndClose();
    assertThat(hex("00000000000000000004.snapshot"))
        .isEqualTo(
            joined(
                """
                0001 6e682ec4 00000001
                0000000000000009 0000 00000000 0000000000000002 00000000 0000018bcfe56800 00000003
                ffffffffffffffff
                """));
  }

  @Test
  void textFilesKeepTheirText() {
    writeAndClose();
    assertThat(text("t-0/partition.metadata"))
        .isEqualTo("version: 0\ntopic_id: AAAAAAAAAAEAAAAAAAAAAg");
    assertThat(text("t-0/leader-epoch-checkpoint")).isEqualTo("0\n1\n0 0\n");
    assertThat(text("recovery-point-offset-checkpoint")).isEqualTo("0\n1\nt 0 4\n");
    assertThat(text("replication-offset-checkpoint")).isEqualTo("0\n1\nt 0 4\n");
  }

  private String text(String file) {
    return new String(fixture.disk.readFully(DATA.resolve(file)), StandardCharsets.UTF_8);
  }

  private String hex(String file) {
    return HexFormat.of().formatHex(fixture.disk.readFully(DATA.resolve("t-0").resolve(file)));
  }

  private static String joined(String hex) {
    return hex.replaceAll("\\s", "");
  }
}
