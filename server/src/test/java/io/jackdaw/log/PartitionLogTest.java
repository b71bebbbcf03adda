package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.log.AppendResult.Appended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Appending, reading and rolling. */
class PartitionLogTest {
  private final LogFixture fixture = new LogFixture(new MemoryDisk(), Path.of("data"));
  private final PartitionLog log = fixture.log();

  @Test
  void givesConsecutiveOffsetsAndReadsThemBack() {
    assertThat(LogFixture.append(log, Batches.of("a", "b"))).isEqualTo(new Appended(0, 1, -1, 0));
    assertThat(LogFixture.append(log, Batches.of("c"))).isEqualTo(new Appended(2, 2, -1, 0));

    assertThat(log.logEndOffset()).isEqualTo(3);
    assertThat(Batches.readAll(log)).containsExactly("0=a", "1=b", "2=c");
  }

  @Test
  void readsFromTheMiddleOfABatchWithTheWholeBatch() {
    LogFixture.append(log, Batches.of("a", "b"));
    LogFixture.append(log, Batches.of("c"));

    assertThat(Batches.read(log.read(1, 1000, true, 3))).containsExactly("0=a", "1=b", "2=c");
  }

  @Test
  void neverReadsPastTheGivenOffset() {
    LogFixture.append(log, Batches.of("a", "b"));
    LogFixture.append(log, Batches.of("c"));

    assertThat(Batches.read(log.read(0, 1000, true, 2))).containsExactly("0=a", "1=b");
    assertThat(Batches.read(log.read(0, 1000, true, 1))).isEmpty();
    assertThat(Batches.read(log.read(2, 1000, true, 2))).isEmpty();
  }

  @Test
  void returnsOneBatchLargerThanAskedForOnlyIfToldTo() {
    LogFixture.append(log, Batches.of("a"));
    LogFixture.append(log, Batches.of("b"));

    assertThat(Batches.read(log.read(0, 1, true, 2))).containsExactly("0=a");
    assertThat(Batches.read(log.read(0, 1, false, 2))).isEmpty();
  }

  @Test
  void hasNothingToReadAtItsEndAndNoAnswerOutsideOfIt() {
    LogFixture.append(log, Batches.of("a"));

    assertThat(log.read(1, 100, true, 10).isEmpty()).isTrue();
    assertThat(log.read(2, 100, true, 10)).isNull();
    assertThat(log.read(-1, 100, true, 10)).isNull();
  }

  @Test
  void rollsWhenASegmentIsFullAndReadsAcross() {
    PartitionLog small = fixture.log("segment.bytes", "200");
    for (int i = 0; i < 10; i++) {
      LogFixture.append(small, Batches.of("value-" + i));
    }

    assertThat(logFiles()).hasSizeGreaterThan(3);
    assertThat(Batches.readAll(small)).hasSize(10).endsWith("9=value-9");
  }

  @Test
  void survivesARestart() {
    PartitionLog small = fixture.log("segment.bytes", "200");
    small.assignLeaderEpoch(3);
    for (int i = 0; i < 10; i++) {
      small.append(Batches.of("value-" + i), 3, AppendOrigin.CLIENT);
    }
    List<String> before = Batches.readAll(small);

    PartitionLog reopened = fixture.restart("segment.bytes", "200");
    assertThat(Batches.readAll(reopened)).isEqualTo(before);
    assertThat(reopened.topicId()).isEqualTo(LogFixture.TOPIC);
    assertThat(reopened.latestEpoch()).isEqualTo(3);
    assertThat(reopened.recoveryPoint()).isEqualTo(10);
    LogFixture.append(reopened, Batches.of("more"));
    assertThat(Batches.readAll(reopened)).hasSize(11);
  }

  private List<Path> logFiles() {
    return fixture.disk.list(log.directory()).stream()
        .filter(it -> it.toString().endsWith(".log"))
        .toList();
  }
}
