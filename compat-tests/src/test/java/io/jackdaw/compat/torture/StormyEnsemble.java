package io.jackdaw.compat.torture;

import static org.awaitility.Awaitility.await;

import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JackdawEnsemble;
import io.jackdaw.compat.rig.Network;
import io.jackdaw.compat.torture.Storm.Blow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** Servers of an ensemble, as processes, to which a {@link Storm} happens. One thread. */
final class StormyEnsemble implements AutoCloseable {
  /** Takes what the server writes in some minutes, snapshots included. */
  private static final int DISK_MIB = 192;

  private static final int TORN_BYTES = 300;
  private static final Duration SERVICE_WITHIN = Duration.ofSeconds(90);

  /** A znode of much data. */
  static final String LARGE = "/large";

  /** More than a server reserves on its disk. */
  private static final int RESERVED_MIB = 8;

  /** So many zeros at most are taken for the end of the last entry. */
  private static final int GAP_BYTES = 64;

  private final JackdawEnsemble ensemble;
  private final int size;
  private final @Nullable SmallFileSystem smallDisk;
  private final Set<Integer> asleep = new HashSet<>();
  private final List<Runnable> onTheWay = new ArrayList<>();
  private boolean wasFull;

  private record Event(int atMs, Runnable action) {}

  /** Starts servers, of which the last is on a disk that can be filled, where that is allowed. */
  StormyEnsemble(Network network, int size, Duration tick) {
    this.size = size;
    smallDisk = SmallFileSystem.mountIfAllowed(DISK_MIB);
    try {
      ensemble =
          JackdawEnsemble.on(
              network,
              size,
              (int) tick.toMillis(),
              new JackdawEnsemble.Options(
                  smallDisk == null ? Map.of() : Map.of(size, smallDisk.root()),
                  List.of("snapCount=2000")));
    } catch (RuntimeException | AssertionError failure) {
      closeDisk();
      throw failure;
    }
  }

  String connectString() {
    return ensemble.connectString();
  }

  /** Waits until all serve; the one whose disk was full may have found out late. */
  void awaitService() {
    await()
        .atMost(SERVICE_WITHIN)
        .until(
            () -> {
              if (wasFull) {
                revive(size);
              }
              return ensemble.serves();
            });
  }

  /** Lets all of it happen; back when it is over, and every server has been started again. */
  void suffer(Storm storm) {
    wasFull = storm.blows().stream().anyMatch(blow -> blow.fault() == EnsembleFault.FULL_DISK);
    int leader = Math.max(1, ensemble.leader());
    List<Event> events = new ArrayList<>();
    List<Runnable> ends = new ArrayList<>();
    for (Blow blow : storm.blows()) {
      int victim = (leader - 1 + blow.fromLeader()) % size + 1;
      int place = ends.size();
      ends.add(() -> {});
      events.add(new Event(blow.atMs(), () -> ends.set(place, begin(blow, victim))));
      events.add(new Event(blow.endMs(), () -> ends.get(place).run()));
    }
    happen(events);
    requireAllAlive();
  }

  private static void happen(List<Event> events) {
    events.sort(Comparator.comparingInt(Event::atMs));
    long beganNs = System.nanoTime();
    for (Event event : events) {
      Worker.pace(Duration.ofMillis(event.atMs).minusNanos(System.nanoTime() - beganNs));
      event.action.run();
    }
  }

  /** Gives what ends it. */
  private Runnable begin(Blow blow, int victim) {
    return switch (blow.fault()) {
      case KILL -> killed(List.of(victim));
      case KILL_ALL -> killed(others(0));
      case KILL_MOST -> killed(others(victim).subList(0, size / 2 + 1));
      case STOP -> stopped(victim);
      case PAUSE, LONG_PAUSE -> paused(victim);
      case TORN_TAIL -> {
        Runnable end = killed(List.of(victim));
        tear(victim);
        yield end;
      }
      case FULL_DISK -> full();
      case REPLACE -> {
        Runnable end = killed(List.of(victim));
        empty(victim);
        yield end;
      }
      case CLOCK_STEP -> {
        ensemble.clock(victim).stepTo(blow.stepMs());
        yield () -> {};
      }
      case ISOLATE -> onTheWay(() -> others(victim).forEach(other -> cutBoth(victim, other)));
      case MUTE -> onTheWay(() -> others(victim).forEach(other -> network().cut(victim, other)));
      case DEAFEN -> onTheWay(() -> others(victim).forEach(other -> network().cut(other, victim)));
      case SPLIT -> {
        List<Integer> minority = new ArrayList<>(List.of(victim));
        minority.addAll(others(victim).subList(0, (size - 1) / 2 - 1));
        yield onTheWay(() -> split(minority, without(minority)));
      }
      case BRIDGE -> {
        List<Integer> half = others(victim).subList(0, (size - 1) / 2);
        List<Integer> sides = new ArrayList<>(half);
        sides.add(victim);
        yield onTheWay(() -> split(half, without(sides)));
      }
      case SLOW -> onTheWay(() -> network().slow(victim));
      case LOSE -> onTheWay(() -> network().lose(victim));
    };
  }

  private Network network() {
    return ensemble.network();
  }

  private List<Integer> others(int than) {
    return without(List.of(than));
  }

  private List<Integer> without(List<Integer> some) {
    return IntStream.rangeClosed(1, size).boxed().filter(id -> !some.contains(id)).toList();
  }

  private void cutBoth(int one, int other) {
    network().cut(one, other);
    network().cut(other, one);
  }

  private void split(List<Integer> some, List<Integer> others) {
    some.forEach(one -> others.forEach(other -> cutBoth(one, other)));
  }

  /** One fault of the network ends by undoing all, and doing again what is not over yet. */
  private Runnable onTheWay(Runnable fault) {
    onTheWay.add(fault);
    fault.run();
    return () -> {
      onTheWay.remove(fault);
      network().mend();
      onTheWay.forEach(Runnable::run);
    };
  }

  private Runnable killed(List<Integer> ids) {
    for (int id : ids) {
      asleep.remove(id);
      ensemble.server(id).kill();
    }
    return () -> ids.forEach(this::revive);
  }

  private void revive(int id) {
    JackdawCoordination server = ensemble.server(id);
    if (!server.alive()) {
      server.begin();
    }
  }

  private Runnable stopped(int id) {
    if (asleep.contains(id) || !ensemble.server(id).alive()) {
      return () -> {};
    }
    ensemble.server(id).terminate();
    return () -> revive(id);
  }

  private Runnable paused(int id) {
    JackdawCoordination server = ensemble.server(id);
    if (!server.alive() || !asleep.add(id)) {
      return () -> {};
    }
    server.pause();
    return () -> {
      if (asleep.remove(id)) {
        server.resume();
      }
    };
  }

  private Runnable full() {
    SmallFileSystem disk = smallDisk;
    if (disk == null) {
      return () -> {};
    }
    disk.fill();
    Thread writer = Thread.ofVirtual().start(this::useUpWhatIsReserved);
    return () -> {
      writer.interrupt();
      disk.free();
      revive(size);
    };
  }

  /** Writes more than any server has taken from its disk ahead of its log. */
  private void useUpWhatIsReserved() {
    try (ZooKeeper client = new ZooKeeper(connectString(), 10_000, event -> {})) {
      for (int i = 0; i < RESERVED_MIB * 4; i++) {
        client.setData(LARGE, new byte[256 * 1024], -1);
      }
    } catch (KeeperException | IOException e) {
      // There are other faults at the same time, perhaps: then the disk is full in vain.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sets what all servers take for the time. */
  void stepClocks(Duration ahead) {
    for (int id = 1; id <= size; id++) {
      ensemble.clock(id).stepTo(ahead.toMillis());
    }
  }

  /** As a power failure leaves it: the beginning of an entry that nobody has been told of. */
  private void tear(int id) {
    try (Stream<Path> files = Files.list(log(id))) {
      Path newest =
          files
              .filter(file -> file.getFileName().toString().startsWith("entries-"))
              .max(Comparator.naturalOrder())
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(newest);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] == 0) {
        end--;
      }
      int torn = Math.min(TORN_BYTES, Math.min(end, bytes.length - end - GAP_BYTES));
      if (torn > 0) {
        System.arraycopy(bytes, end - torn, bytes, end + GAP_BYTES, torn);
      }
      Files.write(newest, bytes, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(int id) {
    return ensemble.server(id).data().resolve("ensemble");
  }

  private void empty(int id) {
    try (Stream<Path> files = Files.walk(ensemble.server(id).data())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isRegularFile(file) && !file.endsWith("myid")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireAllAlive() {
    for (int id = 1; id <= size; id++) {
      if (!ensemble.server(id).alive() && !(wasFull && id == size)) {
        throw new AssertionError(
            "server %d has ended by itself: %s".formatted(id, ensemble.server(id).log()));
      }
    }
  }

  private void closeDisk() {
    if (smallDisk != null) {
      smallDisk.close();
    }
  }

  @Override
  public void close() {
    ensemble.close();
    closeDisk();
  }
}
