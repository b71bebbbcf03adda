package io.jackdaw.log;

import io.jackdaw.disk.Disk;
import io.jackdaw.time.FakeClock;
import io.jackdaw.time.FakeEventLoop;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** Logs on a disk of the test's choice, with time in the test's hand. */
final class LogFixture {
  static final Uuid TOPIC = Uuid.fromString("AAAAAAAAAAEAAAAAAAAAAg");

  final FakeClock clock = new FakeClock();
  final FakeEventLoop loop = new FakeEventLoop(clock);
  final Disk disk;
  final Path directory;
  Logs logs;

  LogFixture(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
    this.logs = open();
  }

  private Logs open() {
    return Logs.open(LogsConfig.of(List.of(directory)), LogConfig.DEFAULT, disk, clock, loop);
  }

  /** Small segments and a dense index; further keys as {@code key, value, …}. */
  static LogConfig config(String... keysAndValues) {
    Map<String, String> values = new HashMap<>(LogConfig.DEFAULT.values());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    int segmentBytes = Integer.parseInt(values.get("segment.bytes"));
    values.put("segment.bytes", Integer.toString(Math.max(1 << 20, segmentBytes)));
    return LogConfig.of(values, LogConfig.DEFAULT).withSegmentBytes(segmentBytes);
  }

  PartitionLog log(String... keysAndValues) {
    return logs.create("t", 0, TOPIC, config(keysAndValues));
  }

  /** Appends as a client does, in leader epoch 0; the coordinator agrees to every transaction. */
  static AppendResult append(PartitionLog log, ByteBuffer batch) {
    VerificationGuard guard =
        batch.remaining() >= BatchHeader.SIZE && BatchHeader.isTransactional(batch, 0)
            ? log.verify(
                BatchHeader.producerId(batch, 0),
                BatchHeader.producerEpoch(batch, 0),
                BatchHeader.baseSequence(batch, 0),
                false)
            : null;
    return log.append(batch, 0, AppendOrigin.CLIENT, guard);
  }

  /** Stops in order and starts again. */
  PartitionLog restart(String... keysAndValues) {
    logs.close();
    logs = open();
    return log(keysAndValues);
  }

  /** Starts again after the process ended without a word. */
  void crash() {
    logs = open();
  }
}
