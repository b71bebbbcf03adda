package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.FakeDisk;
import io.jackdaw.disk.StorageException;
import io.jackdaw.log.AppendResult.Appended;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.jspecify.annotations.Nullable;

/**
 * The same program on two log directories for the same seed, until its disk crashes: a log with
 * producers, transactions and leader epochs that loses its beginning, one that is compacted, and
 * one that is deleted and made again; moves, stops and starts.
 */
final class CrashedLife {
  private static final Pattern DAMAGED_AT = Pattern.compile("\\(offset (\\d+)\\)");
  private static final List<Path> DIRECTORIES = List.of(Path.of("a"), Path.of("b"));
  private static final int STEPS = 80;
  private static final int PRODUCERS = 3;

  private final RandomGenerator random;
  private final LogConfig plain;
  private final ExpectedLog expected = new ExpectedLog();
  private final Map<Long, Integer> nextSequences = new HashMap<>();
  private FakeDisk disk;
  private FakeClock clock = new FakeClock();
  private FakeEventLoop loop = new FakeEventLoop(clock);
  private Logs logs;
  private PartitionLog log;
  private int leaderEpoch;

  /** Of the compacted log, by offset. */
  private final TreeMap<Long, String[]> keyed = new TreeMap<>();

  private PartitionLog compacted;
  private long keyedForced;
  private long keyedAcknowledged;

  /** How often the third log was made; its records say when they were written. */
  private int made;

  /** Those up to this one are deleted, and must not come back. */
  private int gone;

  CrashedLife(long seed, long crash) {
    this.random = new SplittableRandom(seed);
    this.disk = new FakeDisk(new SplittableRandom(31 * seed + crash));
    this.plain =
        LogFixture.config(
            "segment.bytes", "700",
            "index.interval.bytes", "100",
            "preallocate", Boolean.toString(seed % 3 == 2),
            "retention.bytes", seed % 2 == 0 ? "-1" : "4000",
            "file.delete.delay.ms", "1000");
  }

  long changes() {
    return disk.operations();
  }

  void live() {
    open();
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    logs.close();
  }

  /** Lives until then, looks at what is left, and goes on for a while. */
  void dieAfter(long count, boolean power) {
    disk.crashAfter(count);
    try {
      live();
    } catch (StorageException crashed) {
      assertThat(disk.hasCrashed()).as("%s", crashed).isTrue();
    }
    if (power) {
      disk = disk.reboot();
      expected.onlyForcedIsCertain();
      keyedAcknowledged = keyedForced;
    } else {
      disk = disk.restartProcess();
    }
    clock.advance(1000);
    loop = new FakeEventLoop(clock);
    if (!wakesUp(power)) {
      return;
    }
    for (int i = 0; i < 12; i++) {
      step();
    }
    logs.close();
    open();
    expected.assertIs(log);
  }

  // ---- starting

  private void open() {
    logs = Logs.open(LogsConfig.of(DIRECTORIES), LogConfig.DEFAULT, disk, clock, loop);
    takeLogs();
  }

  private void takeLogs() {
    log = logs.create("plain", 0, LogFixture.TOPIC, plain);
    log.assignLeaderEpoch(++leaderEpoch);
    compacted =
        logs.create(
            "compacted",
            0,
            LogFixture.TOPIC,
            LogFixture.config(
                "cleanup.policy", "compact",
                "segment.bytes", "400",
                "index.interval.bytes", "100",
                "min.cleanable.dirty.ratio", "0.01"));
    commit();
  }

  /** False if a log is offline for what a power cut may do to bytes that were not forced. */
  private boolean wakesUp(boolean power) {
    logs = Logs.open(LogsConfig.of(DIRECTORIES), LogConfig.DEFAULT, disk, clock, loop);
    String offline = logs.offlineReason("plain", 0);
    String other = logs.offlineReason("compacted", 0);
    if (offline != null || other != null) {
      assertThat(power).as("%s %s", offline, other).isTrue();
      if (offline != null) {
        assertThat(damagedAt(offline)).isGreaterThanOrEqualTo(expected.certain());
      } else {
        assertThat(damagedAt(other)).isGreaterThanOrEqualTo(keyedForced);
      }
      return false;
    }
    PartitionLog found = logs.find("fleeting", 0);
    if (found != null) {
      assertThat(found.topicId().getLeastSignificantBits()).isNotIn(range(1, gone));
      assertThat(Batches.readAll(found)).noneMatch(it -> range(1, gone).contains(life(it)));
    }
    takeLogs();
    expected.cutTo(log);
    expected.assertIs(log);
    learnSequences();
    assertCompacted();
    return true;
  }

  /** What lay before the start of a log that was found anew may be forgotten. */
  private void learnSequences() {
    nextSequences.clear();
    log.producers().forEach(it -> nextSequences.put(it.producerId(), it.lastSequence() + 1));
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static long life(String record) {
    return Long.parseLong(record.substring(record.indexOf("=life") + 5));
  }

  private static long damagedAt(String offline) {
    Matcher damage = DAMAGED_AT.matcher(offline);
    assertThat(damage.find()).as(offline).isTrue();
    return Long.parseLong(damage.group(1));
  }

  // ---- living

  private void step() {
    refresh();
    switch (random.nextInt(24)) {
      case 0 -> log.flush();
      case 1 -> compacted.flush();
      case 2 -> loop.advance(random.nextBoolean() ? 60_000 : 300_000);
      case 3, 4, 5 -> loop.runOne();
      case 6 -> loop.runReady();
      case 7 -> log.assignLeaderEpoch(++leaderEpoch);
      case 8 -> deleteSome();
      case 9, 10 -> endTransaction();
      case 11, 12, 13 -> appendKeyed();
      case 14 -> move();
      case 15 -> comeOrGo();
      case 16 -> restart();
      default -> append();
    }
    refresh();
    noteForced();
    clock.advance(10);
  }

  private void noteForced() {
    expected.forcedTo(log.recoveryPoint());
    keyedForced = Math.max(keyedForced, compacted.recoveryPoint());
  }

  private void restart() {
    logs.close();
    noteForced();
    loop = new FakeEventLoop(clock);
    open();
  }

  private void append() {
    long id = 1 + random.nextInt(PRODUCERS);
    int sequence = nextSequences.getOrDefault(id, 0);
    String value = "x".repeat(random.nextInt(150)) + expected.end();
    boolean transactional = id > 1;
    String[] record = {"k", value};
    ByteBuffer batch = Batches.keyed(id, sequence, transactional, clock.wallMs(), record);
    VerificationGuard guard = transactional ? log.verify(id, (short) 0, sequence, false) : null;
    expected.tries(batch);
    took(log.append(batch, leaderEpoch, AppendOrigin.CLIENT, guard));
    nextSequences.put(id, sequence + 1);
  }

  private void endTransaction() {
    log.producers().stream()
        .filter(it -> it.openTransactionOffset() >= 0)
        .findFirst()
        .ifPresent(
            open -> {
              ByteBuffer batch =
                  Batches.marker(
                      open.producerId(),
                      0,
                      random.nextBoolean() ? ControlRecordType.ABORT : ControlRecordType.COMMIT);
              expected.tries(batch);
              took(log.append(batch, leaderEpoch, AppendOrigin.COORDINATOR));
            });
  }

  private void took(AppendResult result) {
    if (!(result instanceof Appended)) {
      assertThat(disk.hasCrashed()).as("%s", result).isTrue();
      throw new StorageException("crashed");
    }
    expected.took();
    commit();
  }

  /** As a single broker does; what belongs to open transactions is kept by retention here. */
  private void commit() {
    log.highWatermark(log.logEndOffset());
    log.highWatermark(log.lastStableOffset());
    compacted.highWatermark(compacted.logEndOffset());
  }

  private void deleteSome() {
    long start = log.logStartOffset();
    long stable = log.lastStableOffset();
    if (stable > start) {
      log.deleteRecordsBefore(start + 1 + random.nextLong(Math.min(20, stable - start)));
    }
  }

  private void appendKeyed() {
    long offset = compacted.logEndOffset();
    String[] record = {
      "k" + random.nextInt(5), random.nextInt(5) == 0 ? null : "x".repeat(40) + offset
    };
    keyed.put(offset, record);
    AppendResult result =
        LogFixture.append(compacted, Batches.keyed(Compression.NONE, clock.wallMs(), record));
    if (!(result instanceof Appended)) {
      assertThat(disk.hasCrashed()).as("%s", result).isTrue();
      throw new StorageException("crashed");
    }
    keyedAcknowledged = offset + 1;
    commit();
  }

  private void move() {
    logs.move(
        random.nextBoolean() ? "plain" : "compacted", 0, logs.directories().get(random.nextInt(2)));
    loop.runReady();
  }

  /** Whoever moved goes on elsewhere. */
  private void refresh() {
    PartitionLog movedPlain = logs.find("plain", 0);
    PartitionLog movedCompacted = logs.find("compacted", 0);
    if (movedPlain == null || movedCompacted == null) {
      assertThat(disk.hasCrashed()).isTrue();
      throw new StorageException("crashed");
    }
    if (movedPlain != log) {
      assertThat(movedPlain.producers()).containsExactlyInAnyOrderElementsOf(log.producers());
      log = movedPlain;
    }
    compacted = movedCompacted;
    commit();
  }

  private void comeOrGo() {
    PartitionLog there = logs.find("fleeting", 0);
    if (there != null) {
      LogSlice reader = random.nextBoolean() ? there.read(0, 100, true, Long.MAX_VALUE) : null;
      try {
        logs.delete("fleeting", 0);
      } finally {
        if (reader != null) {
          reader.close();
        }
      }
      gone = made;
    } else {
      PartitionLog fleeting = logs.create("fleeting", 0, idOf(++made), plain);
      LogFixture.append(fleeting, Batches.of("life" + made));
      if (random.nextBoolean()) {
        fleeting.flush();
      }
    }
  }

  private static Uuid idOf(long life) {
    return new Uuid(7, life);
  }

  // ---- looking

  private void assertCompacted() {
    Map<String, String> newest = new TreeMap<>();
    Set<Long> there = new HashSet<>();
    long before = -1;
    for (ReadBatches.Line line : ReadBatches.all(compacted)) {
      assertThat(line.offset()).isGreaterThan(before);
      there.add(line.offset());
      before = line.offset();
      assertThat(new String[] {line.key(), line.value()}).isEqualTo(keyed.get(line.offset()));
      put(newest, line.key(), line.value());
    }
    long end = compacted.logEndOffset();
    assertThat(end).isGreaterThanOrEqualTo(keyedAcknowledged);
    // As in the other log: a segment's name may be there and the end of the one before be lost.
    keyed.tailMap(keyedAcknowledged).keySet().removeIf(offset -> !there.contains(offset));
    Map<String, String> wanted = new TreeMap<>();
    keyed.headMap(end).values().forEach(it -> put(wanted, it[0], it[1]));
    assertThat(newest).isEqualTo(wanted);
    keyed.tailMap(end, true).clear();
  }

  private static void put(Map<String, String> newest, String key, @Nullable String value) {
    if (value == null) {
      newest.remove(key);
    } else {
      newest.put(key, value);
    }
  }
}
