package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.compress.Compression;
import org.jspecify.annotations.Nullable;

/** Crashes of process and machine at any change of the disk while a log is compacted. */
class CompactionCrashTest {
  private static final Pattern DAMAGED_AT = Pattern.compile("\\(offset (\\d+)\\)");
  private static final Path DIRECTORY = Path.of("data");

  @Property(tries = 300)
  void noKeyLosesItsNewestValue(@ForAll long seed) {
    new Run(seed).lives(5);
  }

  private record Entry(String key, @Nullable String value) {}

  private static final class Run {
    private final RandomGenerator random;

    /** By offset, what was appended or tried to be. */
    private final TreeMap<Long, Entry> appended = new TreeMap<>();

    private FakeDisk disk;
    private FakeEventLoop loop;
    private FakeClock clock = new FakeClock();
    private Logs logs;
    private PartitionLog log;
    private long forced;
    private long acknowledged;

    Run(long seed) {
      this.random = new SplittableRandom(seed);
      this.disk = new FakeDisk(random);
    }

    void lives(int count) {
      for (int life = 0; life < count; life++) {
        try {
          disk.crashAfter(random.nextInt(250));
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
              LogFixture.config(
                  "cleanup.policy", "compact",
                  "segment.bytes", "400",
                  "index.interval.bytes", "100",
                  "min.cleanable.dirty.ratio", "0.01",
                  "delete.retention.ms", "20000"));
      TreeMap<Long, Entry> found = new TreeMap<>();
      long before = -1;
      for (ReadBatches.Line line : ReadBatches.all(log)) {
        assertThat(line.offset()).isGreaterThan(before);
        before = line.offset();
        found.put(line.offset(), new Entry(line.key(), line.value()));
      }
      found.forEach((offset, entry) -> assertThat(entry).isEqualTo(appended.get(offset)));
      assertThat(newest(found)).isEqualTo(newest(appended));
      assertThat(log.logEndOffset()).isGreaterThanOrEqualTo(acknowledged);
      appended.keySet().removeIf(offset -> offset >= acknowledged && !found.containsKey(offset));
      acknowledged = log.logEndOffset();
      log.highWatermark(acknowledged);
      return true;
    }

    /** Of what must be there. */
    private Map<String, Entry> newest(TreeMap<Long, Entry> records) {
      Map<String, Entry> newest = new TreeMap<>();
      records.headMap(acknowledged).values().forEach(it -> newest.put(it.key, it));
      newest.values().removeIf(it -> it.value == null);
      return newest;
    }

    private void live() {
      for (int i = 0; i < 80; i++) {
        switch (random.nextInt(16)) {
          case 0 -> log.flush();
          case 1 -> loop.advance(16_000);
          case 2, 3, 4, 5, 6, 7 -> loop.runOne();
          default -> append();
        }
        forced = Math.max(forced, log.recoveryPoint());
      }
      if (random.nextInt(3) == 0) {
        logs.close();
        forced = Math.max(forced, log.recoveryPoint());
      }
    }

    private void append() {
      long offset = log.logEndOffset();
      String key = "k" + random.nextInt(8);
      String value = random.nextInt(5) == 0 ? null : "x".repeat(random.nextInt(80)) + offset;
      appended.put(offset, new Entry(key, value));
      String[] record = {key, value};
      AppendResult result =
          LogFixture.append(log, Batches.keyed(Compression.NONE, clock.wallMs(), record));
      if (result instanceof Appended done) {
        assertThat(done.baseOffset()).isEqualTo(offset);
        acknowledged = offset + 1;
        log.highWatermark(acknowledged);
      } else {
        assertThat(disk.hasCrashed()).as("%s", result).isTrue();
        throw new StorageException("crashed");
      }
    }
  }
}
