package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.disk.Disk;
import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.MemoryDisk;
import io.jackdaw.disk.StorageException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A topic goes while the disk thread is about to make it durable. */
class DeletionDuringFlushTest {
  private final Meddling disk = new Meddling();
  private final LogFixture fixture = new LogFixture(disk, Path.of("data"));

  @Test
  void aLogThatGoesUnderItsFlushIsNoFailureOfTheDisk() {
    PartitionLog log = fixture.log();
    LogFixture.append(log, Batches.of("a"));
    disk.beforeForce = () -> fixture.logs.delete("t", 0);

    log.flush();

    assertThat(disk.beforeForce).as("the log was deleted in the middle").isNull();
    PartitionLog other = fixture.logs.create("u", 0, LogFixture.TOPIC, LogFixture.config());
    assertThat(LogFixture.append(other, Batches.of("b"))).isInstanceOf(AppendResult.Appended.class);
  }

  /** Does something else just before a directory is forced, as another thread may. */
  private static final class Meddling implements Disk {
    private final Disk disk = new MemoryDisk();
    private Runnable beforeForce;

    @Override
    public void forceDirectory(Path directory) {
      Runnable meddling = beforeForce;
      beforeForce = null;
      if (meddling != null) {
        meddling.run();
      }
      if (!exists(directory)) {
        throw new StorageException("Cannot force " + directory + ": it is not there");
      }
      disk.forceDirectory(directory);
    }

    @Override
    public DiskFile open(Path path) {
      return disk.open(path);
    }

    @Override
    public DiskFile openReadOnly(Path path) {
      return disk.openReadOnly(path);
    }

    @Override
    public boolean exists(Path path) {
      return disk.exists(path);
    }

    @Override
    public List<Path> list(Path directory) {
      return disk.list(directory);
    }

    @Override
    public void createDirectories(Path directory) {
      disk.createDirectories(directory);
    }

    @Override
    public void delete(Path path) {
      disk.delete(path);
    }

    @Override
    public void deleteRecursively(Path path) {
      disk.deleteRecursively(path);
    }

    @Override
    public void move(Path from, Path to) {
      disk.move(from, to);
    }

    @Override
    public long lastModifiedMs(Path path) {
      return disk.lastModifiedMs(path);
    }

    @Override
    public Space space(Path path) {
      return disk.space(path);
    }

    @Override
    public AutoCloseableLock lock(Path directory) {
      return disk.lock(directory);
    }
  }
}
