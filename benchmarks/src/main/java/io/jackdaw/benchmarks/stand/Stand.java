package io.jackdaw.benchmarks.stand;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One contender's place in a round: its data directory, its ports and its server, which is started
 * when a load first asks for it. Used by one thread at a time; closing it stops the server and
 * removes the data.
 */
public final class Stand implements AutoCloseable {
  private final Contender contender;
  private final Protocol protocol;
  private final Workplace place;
  private final Effort effort;
  private final Ports ports;
  private Heap heap = Heap.OWN;
  private Wire wire = Wire.PLAINTEXT;
  private @Nullable Path data;
  private @Nullable ServerProcess running;
  private List<String> jvmOptions = List.of();
  private int names;

  public Stand(Contender contender, Protocol protocol, Workplace place, Effort effort)
      throws IOException {
    this.contender = contender;
    this.protocol = protocol;
    this.place = place;
    this.effort = effort;
    this.ports = Ports.pick();
  }

  public Contender contender() {
    return contender;
  }

  public Workplace place() {
    return place;
  }

  public Effort effort() {
    return effort;
  }

  public Ports ports() {
    return ports;
  }

  /** The data directory of the server that was started last. */
  public Path data() {
    return Objects.requireNonNull(data);
  }

  /** The options of the JVM that was started last. */
  public List<String> jvmOptions() {
    return jvmOptions;
  }

  /** What Kafka's clients have to know to reach the server. */
  public Map<String, Object> clientSettings() throws IOException, InterruptedException {
    Map<String, Object> settings = new HashMap<>(wire.clientSettings(place));
    settings.put("bootstrap.servers", ports.bootstrap());
    return settings;
  }

  /** {@code prefix} with a number that no other load on this stand has had. */
  public String name(String prefix) {
    return prefix + "-" + ++names;
  }

  /** The server as it is, started if there is none; it accepts connections. */
  public ServerProcess server() throws IOException, InterruptedException {
    return running != null ? running : fresh(heap);
  }

  /** A server on an empty data directory; the one before is stopped, its data removed. */
  public ServerProcess fresh(Heap heap) throws IOException, InterruptedException {
    return fresh(heap, Wire.PLAINTEXT);
  }

  /** The same, which clients reach as {@code wire} says. */
  public ServerProcess fresh(Heap heap, Wire wire) throws IOException, InterruptedException {
    stop();
    this.heap = heap;
    this.wire = wire;
    Path empty = place.emptyDirectory(name() + "-" + ports.kafka());
    contender.prepare(place, empty, ports, wire);
    data = empty;
    return start(empty);
  }

  /** Stops the server in order and starts it again on the same data. */
  public ServerProcess restarted() throws IOException, InterruptedException {
    server().close();
    return start(Objects.requireNonNull(data));
  }

  /** Kills the server and starts it again on the same data. */
  public ServerProcess restartedAfterKill() throws IOException, InterruptedException {
    server().kill();
    return start(Objects.requireNonNull(data));
  }

  private ServerProcess start(Path directory) throws IOException, InterruptedException {
    Path log = place.log(name());
    ServerProcess server =
        ServerProcess.start(
            log,
            contender.environment(place, heap),
            contender.command(place, directory, ports, wire, heap));
    running = server;
    server.awaitServing(protocol, protocol.port(ports));
    jvmOptions = server.jvmOptions();
    return server;
  }

  private String name() {
    return contender.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  /** Waits as long as memory is given to settle. */
  public void settle() throws InterruptedException {
    Thread.sleep(effort.settle());
  }

  @Override
  public void close() throws IOException {
    stop();
    if (data != null) {
      place.remove(data);
    }
  }
}
