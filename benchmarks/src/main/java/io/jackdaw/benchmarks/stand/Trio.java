package io.jackdaw.benchmarks.stand;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Three servers of one contender's coordination service on this machine, with the same {@code
 * zoo.cfg}, heap and fsync; closing it stops them and removes their data.
 */
public final class Trio implements AutoCloseable {
  public static final int SERVERS = 3;

  private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long CATCH_UP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(180);

  private final Contender contender;
  private final Workplace place;
  private final String heap;
  private final Path folder;
  private final List<Ports> ports = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();

  private Trio(Contender contender, Workplace place, String heap) throws IOException {
    this.contender = contender;
    this.place = place;
    this.heap = heap;
    this.folder = place.emptyDirectory("trio-" + contender.name());
  }

  /**
   * Starts three empty servers and waits until one leads the others.
   *
   * @param heap the JVM's option, for each of them
   */
  public static Trio start(Contender contender, Workplace place, String heap)
      throws IOException, InterruptedException {
    Trio trio = new Trio(contender, place, heap);
    for (int i = 0; i < SERVERS; i++) {
      trio.ports.add(Ports.pick());
    }
    for (int i = 0; i < SERVERS; i++) {
      trio.writeConfiguration(i);
      trio.servers.add(trio.launch(i));
    }
    trio.awaitLeader();
    return trio;
  }

  private void writeConfiguration(int index) throws IOException {
    Path home = Files.createDirectories(home(index));
    Path data = emptyData(index);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < SERVERS; i++) {
      lines.append(
          "server.%d=127.0.0.1:%d:%d%n"
              .formatted(i + 1, ports.get(i).kafka(), ports.get(i).controller()));
    }
    Files.writeString(
        home.resolve("zoo.cfg"),
        """
        tickTime=2000
        initLimit=10
        syncLimit=5
        dataDir=%s
        clientPortAddress=127.0.0.1
        clientPort=%d
        maxClientCnxns=0
        admin.enableServer=false
        4lw.commands.whitelist=*
        %s\
        """
            .formatted(data, ports.get(index).zookeeper(), lines));
    Files.writeString(
        home.resolve("logback.xml"), "<configuration><root level=\"ERROR\"/></configuration>");
  }

  private Path home(int index) {
    return folder.resolve("server-" + (index + 1));
  }

  private Path emptyData(int index) throws IOException {
    Path data = home(index).resolve("data");
    place.remove(data);
    Files.createDirectories(data);
    Files.writeString(data.resolve("myid"), Integer.toString(index + 1));
    return data;
  }

  private ServerProcess launch(int index) throws IOException {
    Path home = home(index);
    Path log = place.log(folder.getFileName() + "-" + (index + 1));
    String config = home.resolve("zoo.cfg").toString();
    if (contender == Contender.JACKDAW) {
      return ServerProcess.start(
          log,
          Map.of(
              "JAVA_HOME",
              Path.of(place.java()).resolve("../..").normalize().toString(),
              "JACKDAW_HEAP_OPTS",
              heap),
          List.of(
              place.distribution().resolve("bin/zkServer.sh").toString(),
              "start-foreground",
              config));
    }
    return ServerProcess.start(
        log,
        Map.of(),
        List.of(
            place.java(),
            heap,
            "-Dlogback.configurationFile=" + home.resolve("logback.xml"),
            "-cp",
            place.peerClassPath("zookeeper"),
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            config));
  }

  /** Waits until one leads and the others follow; the leader's index. */
  public int awaitLeader() throws InterruptedException {
    long end = System.nanoTime() + START_TIMEOUT_NS;
    while (System.nanoTime() < end) {
      List<String> modes = new ArrayList<>();
      for (int i = 0; i < SERVERS; i++) {
        modes.add(mode(i));
      }
      if (modes.contains("leader") && !modes.contains("")) {
        return modes.indexOf("leader");
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("no leader; see " + place.log(folder.getFileName() + "-1"));
  }

  private String mode(int index) {
    return said(index, "Mode: ");
  }

  /** Milliseconds until a server serves so many znodes. */
  public double untilNodes(int index, long count) throws InterruptedException {
    long end = System.nanoTime() + CATCH_UP_TIMEOUT_NS;
    while (System.nanoTime() < end) {
      String nodes = said(index, "Node count: ");
      if (!nodes.isEmpty() && Long.parseLong(nodes) >= count) {
        return servers.get(index).sinceStartMs();
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("it does not catch up; see " + place.log("trio"));
  }

  /** What {@code srvr} says after {@code label}; empty if it says nothing now. */
  private String said(int index, String label) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(index)), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith(label))
          .map(line -> line.substring(label.length()))
          .findFirst()
          .orElse("");
    } catch (IOException notNow) {
      return "";
    }
  }

  /** The client port of a server, 0 to 2. */
  public int port(int index) {
    return ports.get(index).zookeeper();
  }

  /** The addresses of all. */
  public String connectString() {
    return ports.stream().map(Ports::connectString).collect(Collectors.joining(","));
  }

  /** CPU seconds of all servers together. */
  public double cpuSeconds() {
    return servers.stream().mapToDouble(ServerProcess::cpuSeconds).sum();
  }

  /** Resident memory of all servers together. */
  public double residentMib() {
    return servers.stream().mapToDouble(ServerProcess::residentMib).sum();
  }

  public void kill(int index) throws InterruptedException {
    servers.get(index).kill();
  }

  /** Stops one as an operator would, and waits for its end. */
  public void stop(int index) {
    servers.get(index).close();
  }

  public void restart(int index) throws IOException {
    servers.set(index, launch(index));
  }

  /** A server that is to be replaced: it starts again with nothing but its number. */
  public void replace(int index) throws IOException, InterruptedException {
    kill(index);
    emptyData(index);
    restart(index);
  }

  @Override
  public void close() throws IOException {
    servers.forEach(ServerProcess::close);
    place.remove(folder);
  }
}
