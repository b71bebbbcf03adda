package io.jackdaw.compat.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Several of our coordination services, each a process of its own, that are one service. */
public final class JackdawEnsemble implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<JackdawCoordination> servers = new ArrayList<>();
  private final List<WallClock> clocks = new ArrayList<>();
  private final @Nullable Network network;
  private final List<String> lines;
  private final IntFunction<List<String>> settings;
  private final Path folder = Places.freshFolder("jackdaw-ensemble");
  private final int tickMs;

  private JackdawEnsemble(
      int tickMs,
      List<String> lines,
      IntFunction<List<String>> settings,
      @Nullable Network network) {
    this.tickMs = tickMs;
    this.lines = lines;
    this.settings = settings;
    this.network = network;
  }

  /**
   * Starts so many empty servers and waits until one leads and all serve; sessions last at least
   * two ticks.
   */
  public static JackdawEnsemble fresh(int size, int tickMs, String... settings) {
    return fresh(size, tickMs, id -> List.of(settings));
  }

  /** The same with lines of its own for each server. */
  public static JackdawEnsemble fresh(int size, int tickMs, IntFunction<List<String>> settings) {
    return start(size, tickMs, settings, (id, dataDir) -> {});
  }

  /** The same on what is put into the {@code dataDir} of each server before its first start. */
  public static JackdawEnsemble on(int size, int tickMs, BiConsumer<Integer, Path> beginning) {
    return start(size, tickMs, id -> List.of(), beginning);
  }

  private static JackdawEnsemble start(
      int size,
      int tickMs,
      IntFunction<List<String>> settings,
      BiConsumer<Integer, Path> beginning) {
    List<String> lines = new ArrayList<>();
    for (int id = 1; id <= size; id++) {
      lines.add("server.%d=127.0.0.1:%d:%d".formatted(id, Places.freePort(), Places.freePort()));
    }
    lines.add("4lw.commands.whitelist=*");
    JackdawEnsemble ensemble = new JackdawEnsemble(tickMs, List.copyOf(lines), settings, null);
    Path folder = ensemble.folder;
    try {
      for (int id = 1; id <= size; id++) {
        beginning.accept(id, folder.resolve("server-" + id).resolve("data"));
        List<String> own = new ArrayList<>(lines);
        own.addAll(settings.apply(id));
        ensemble.servers.add(
            JackdawCoordination.member(folder.resolve("server-" + id), id, tickMs, own));
      }
      ensemble.awaitService();
      return ensemble;
    } catch (RuntimeException | AssertionError failure) {
      ensemble.close();
      throw failure;
    }
  }

  /** Starts servers with {@code network} between them; it is closed with them. */
  public static JackdawEnsemble on(Network network, int size, int tickMs, Options options) {
    JackdawEnsemble ensemble = new JackdawEnsemble(tickMs, List.of(), id -> List.of(), network);
    try {
      for (int id = 1; id <= size; id++) {
        List<String> lines = new ArrayList<>(network.lines(id));
        lines.add("4lw.commands.whitelist=*");
        lines.addAll(options.settings);
        Path folder = options.folders.getOrDefault(id, ensemble.folder.resolve("server-" + id));
        WallClock clock = WallClock.in(ensemble.folder, id);
        ensemble.clocks.add(clock);
        ensemble.servers.add(
            JackdawCoordination.member(
                folder,
                new JackdawCoordination.Place(
                    network.host(id), network.where(id), clock.jvmOptions()),
                id,
                tickMs,
                lines));
      }
      ensemble.awaitService();
      return ensemble;
    } catch (RuntimeException | AssertionError failure) {
      ensemble.close();
      throw failure;
    }
  }

  /**
   * What may be said of servers on a {@link Network}.
   *
   * @param folders of those whose files are not to be beside the others'
   * @param settings more lines of {@code zoo.cfg}, for all
   */
  public record Options(Map<Integer, Path> folders, List<String> settings) {}

  /** What {@code server} takes for the time. */
  public WallClock clock(int server) {
    return clocks.get(server - 1);
  }

  /** What lies between servers that were started {@link #on} it. */
  public Network network() {
    return Objects.requireNonNull(network);
  }

  /**
   * Starts an empty server that does not belong to the others, and knows of them.
   *
   * @return its {@code server.N} line
   */
  public String startAnother() {
    int id = servers.size() + 1;
    String line = "server.%d=127.0.0.1:%d:%d".formatted(id, Places.freePort(), Places.freePort());
    List<String> own = new ArrayList<>(lines);
    own.addAll(settings.apply(id));
    own.add(line);
    servers.add(JackdawCoordination.member(folder.resolve("server-" + id), id, tickMs, own));
    return line + ";127.0.0.1:" + server(id).port();
  }

  /** Server 1, 2, 3 … */
  public JackdawCoordination server(int id) {
    return servers.get(id - 1);
  }

  public int size() {
    return servers.size();
  }

  /** The addresses of all servers, for clients. */
  public String connectString() {
    return servers.stream().map(ServerProcess::address).collect(Collectors.joining(","));
  }

  /** Waits until one leads and all the others follow. */
  public void awaitService() {
    Awaitility.await().atMost(PATIENCE).until(this::serves);
  }

  /** Whether one leads and all the others follow. */
  public boolean serves() {
    List<String> modes = servers.stream().map(JackdawEnsemble::mode).toList();
    return modes.contains("leader")
        && modes.stream().filter("follower"::equals).count() == servers.size() - 1;
  }

  /** The number of the leader; 0 when none says that it leads. */
  public int leader() {
    return servers.stream().map(JackdawEnsemble::mode).toList().indexOf("leader") + 1;
  }

  /** Stops the leader, waits for another, and starts it again; back when all serve. */
  public void changeLeader() {
    JackdawCoordination leader = server(Math.max(1, leader()));
    leader.terminate();
    Awaitility.await().atMost(PATIENCE).until(() -> leader() != 0);
    leader.start();
    awaitService();
  }

  /** Has the leader stand still until another leads; back when all serve. */
  public void deposeLeader() {
    JackdawCoordination deposed = server(Math.max(1, leader()));
    deposed.pause();
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  servers.stream()
                      .filter(server -> server != deposed)
                      .map(JackdawEnsemble::mode)
                      .anyMatch("leader"::equals));
    } finally {
      deposed.resume();
    }
    awaitService();
  }

  /** What a server calls itself; empty when it does not serve. */
  static String mode(ServerProcess server) {
    return mode(server.host(), server.port());
  }

  /** The same of whoever listens there on the loopback. */
  static String mode(int port) {
    return mode("127.0.0.1", port);
  }

  private static String mode(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("srvr".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII)
          .lines()
          .filter(line -> line.startsWith("Mode: "))
          .map(line -> line.substring("Mode: ".length()))
          .findFirst()
          .orElse("");
    } catch (IOException notNow) {
      return "";
    }
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
    if (network != null) {
      network.close();
    }
  }
}
