package io.jackdaw.consensus.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.FakeDisk;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden bytes of both formats: a change here is a new version of the format. */
final class JournalFormatTest {
  @Test
  void segmentsKeepTheirBytes() {
    FakeDisk disk = new FakeDisk(1);
    new Bench(disk, Bench.smallConfig().withSizes(4096, 0, 2048))
        .recover()
        .commit(List.of("a", "bb"), List.of("ccc"));

    assertThat(hex(disk, "journal-0000000000000001.log"))
        .isEqualTo(
            """
            4a4b44574a524e4c 00000001 0000000000000001 296f9939
            ff600fba 00000027 0000000000000001 0000000000000000 00000002
            00000001 61 00000002 6262
            8efeffdc 00000023 0000000000000003 0000000000000000 00000001
            00000003 636363
            """
                .replaceAll("\\s", ""));
  }

  @Test
  void snapshotsKeepTheirBytes() {
    FakeDisk disk = new FakeDisk(1);
    Bench bench = new Bench(disk, Bench.smallConfig()).recover();
    bench.commit(List.of("a", "bb"));
    bench.takeSnapshot();

    assertThat(hex(disk, "snapshot-0000000000000002.snap"))
        .isEqualTo(
            """
            4a4b4457534e4150 00000001 0000000000000002 0000000000000000 0000018bcfe56800 718e0ea0
            00000002 00000001 61 00000002 6262
            000000000000000f 4ea455a7 4a4b4457444f4e45
            """
                .replaceAll("\\s", ""));
  }

  @Test
  void dumpPrintsEveryCommand() {
    FakeDisk disk = new FakeDisk(1);
    Bench bench = new Bench(disk, Bench.smallConfig()).recover();
    bench.commit(List.of("a", "bb"));
    bench.takeSnapshot();
    bench.commit(List.of("ccc"));

    assertThat(dump(disk, true))
        .isEqualTo(
            """
            snapshot-0000000000000002.snap version=1 index=2 term=0 created=2023-11-14T22:13:20Z crc=ok
            journal-0000000000000001.log version=1 firstIndex=1 bytes=63
              position=24 index=1 term=0 bytes=1 crc=ok a
              position=24 index=2 term=0 bytes=2 crc=ok bb
              position=63 end, 0 zeros follow
            journal-0000000000000003.log version=1 firstIndex=3 bytes=1048
              position=24 index=3 term=0 bytes=3 crc=ok ccc
              position=59 end, 989 zeros follow
            """);
  }

  @Test
  void dumpShowsDamage() {
    FakeDisk disk = new FakeDisk(1);
    new Bench(disk, Bench.smallConfig()).recover().commit(List.of("a"), List.of("b"));
    Path segment = Bench.DIRECTORY.resolve("journal-0000000000000001.log");
    disk.flipBit(segment, 30, 1);
    assertThat(dump(disk, false)).contains("position=24 DAMAGED, index 2 follows at position 57");

    disk.flipBit(segment, 60, 1);
    assertThat(dump(disk, false)).contains("position=24 DAMAGED, nothing whole follows");
  }

  private static String dump(FakeDisk disk, boolean whole) {
    StringWriter text = new StringWriter();
    JournalDump dump =
        new JournalDump(disk, command -> StandardCharsets.UTF_8.decode(command).toString());
    assertThat(dump.dump(Bench.DIRECTORY, new PrintWriter(text))).isEqualTo(whole);
    return text.toString();
  }

  private static String hex(Disk disk, String name) {
    byte[] content = disk.readFully(Bench.DIRECTORY.resolve(name));
    return HexFormat.of().formatHex(ByteBuffer.wrap(content).array());
  }
}
