package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Crashes of process and machine at any change of the disk, several in a row. */
class LogCrashTest {
  private static final Pattern DAMAGED_AT = Pattern.compile("\\(offset (\\d+)\\)");
  private static final Path DIRECTORY = Path.of("data");

  @Property(tries = 300)
  void neverLosesWhatWasForcedNorWhatAKillCannotTake(@ForAll long seed) {
    new Run(seed).lives(4);
  }

  private static final class Run {
    private final RandomGenerator random;

    /** What was appended, or tried to be, and not yet missed, in order. */
    private final List<String> appended = new ArrayList<>();

    private FakeDisk disk;
    private FakeEventLoop loop;
    private Logs logs;
    private PartitionLog log;

    /** A crash of the machine cannot take the records before it. */
    private long forced;

    /** The records before it must be there at the next start. */
    private long acknowledged;

    Run(long seed) {
      this.random = new SplittableRandom(seed);
      this.disk = new FakeDisk(random);
    }

    void lives(int count) {
      for (int life = 0; life < count; life++) {
        try {
          disk.crashAfter(random.nextInt(120));
          if (!start()) {
            return;
          }
          live();
        } catch (StorageException crashed) {
          assertThat(disk.hasCrashed()).as("%s", crashed).isTrue();
        }
        if (random.nextBoolean()) {
          disk = disk.reboot();
          acknowledged = forced;
        } else {
          disk.restartProcess();
        }
      }
      disk.crashAfter(Long.MAX_VALUE / 2);
      start();
    }

    /** False if the log is offline, which must not be because of anything forced. */
    private boolean start() {
      FakeClock clock = new FakeClock();
      loop = new FakeEventLoop(clock);
      logs = Logs.open(LogsConfig.of(List.of(DIRECTORY)), LogConfig.DEFAULT, disk, clock, loop);
      String offline = logs.offlineReason("t", 0);
      if (offline != null && !disk.hasCrashed()) {
        Matcher damage = DAMAGED_AT.matcher(offline);
        assertThat(damage.find()).as(offline).isTrue();
        assertThat(Long.parseLong(damage.group(1))).isGreaterThanOrEqualTo(acknowledged);
        return false;
      }
      log =
          logs.create(
              "t",
              0,
              LogFixture.TOPIC,
              LogFixture.config("segment.bytes", "500", "index.interval.bytes", "100"));
      List<String> found = Batches.readAll(log);
      List<String> expected = certain();
      assertThat(found.subList(0, Math.min(found.size(), expected.size()))).isEqualTo(expected);
      assertThat(appended).containsAll(found);
      assertThat(found).as("nothing comes twice").doesNotHaveDuplicates();
      assertThat(log.recoveryPoint()).isLessThanOrEqualTo(log.logEndOffset());
      appended.clear();
      appended.addAll(found);
      acknowledged = log.logEndOffset();
      return true;
    }

    private List<String> certain() {
      return appended.stream()
          .filter(line -> Long.parseLong(line.substring(0, line.indexOf('='))) < acknowledged)
          .toList();
    }

    private void live() {
      for (int i = 0; i < 40; i++) {
        switch (random.nextInt(12)) {
          case 0 -> {
            log.flush();
            forced = Math.max(forced, log.recoveryPoint());
          }
          case 1 -> loop.advance(60_000);
          case 2 -> loop.runReady();
          default -> append();
        }
      }
      if (random.nextInt(3) == 0) {
        logs.close();
        forced = Math.max(forced, log.recoveryPoint());
      }
    }

    private void append() {
      long offset = log.logEndOffset();
      String value = "x".repeat(random.nextInt(200)) + offset;
      appended.add(offset + "=" + value);
      AppendResult result = LogFixture.append(log, Batches.of(value));
      if (result instanceof Appended done) {
        assertThat(done.baseOffset()).isEqualTo(offset);
        acknowledged = offset + 1;
      } else {
        assertThat(disk.hasCrashed()).as("%s", result).isTrue();
        throw new StorageException("crashed");
      }
    }
  }
}
