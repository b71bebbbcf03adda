package io.jackdaw.compat.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The packaged server as its own process, with a data directory and two ports that stay the same
 * however often it is killed and started again.
 */
public final class JackdawProcess implements RestartableServer {
  private final String name;
  private final Path folder;
  private final int kafkaPort;
  private final int zooKeeperPort = Places.freePort();
  private final Map<String, String> settings;
  private @Nullable ExternalProcess process;

  private JackdawProcess(String name, Path folder, Map<String, String> settings) {
    this(name, folder, settings, Places.freePort());
  }

  private JackdawProcess(String name, Path folder, Map<String, String> settings, int kafkaPort) {
    this.kafkaPort = kafkaPort;
    this.name = name;
    this.folder = folder;
    this.settings = settings;
  }

  /** Starts a server with an empty data directory and waits until both its ports accept. */
  public static JackdawProcess fresh(String name) {
    return fresh(name, Map.of());
  }

  /** The same with settings of its own, as {@code --override} takes them. */
  public static JackdawProcess fresh(String name, Map<String, String> settings) {
    return in(Places.freshFolder(name), name, settings);
  }

  /** The same in a folder of the caller's choice. */
  public static JackdawProcess in(Path folder, String name, Map<String, String> settings) {
    JackdawProcess server = new JackdawProcess(name, folder, settings);
    server.start();
    return server;
  }

  /** The same, not started yet. */
  static JackdawProcess notStarted(Path folder, String name, Map<String, String> settings) {
    try {
      return new JackdawProcess(name, Files.createDirectories(folder), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One whose settings say where to listen for Kafka's clients: among others at this port. */
  public static JackdawProcess listening(int kafkaPort, String name, Map<String, String> settings) {
    JackdawProcess server = new JackdawProcess(name, Places.freshFolder(name), settings, kafkaPort);
    server.start();
    return server;
  }

  @Override
  public void start() {
    Readiness.awaitListening(begin(), kafkaPort, zooKeeperPort);
  }

  /** Starts it without waiting for anything. */
  public ExternalProcess begin() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Distribution.unpacked().resolve("bin/jackdaw").toString(),
                "start",
                "--data",
                data().toString(),
                "--kafka-port",
                Integer.toString(kafkaPort),
                "--zookeeper-port",
                Integer.toString(zooKeeperPort)));
    settings.forEach((key, value) -> command.addAll(List.of("--override", key + "=" + value)));
    ExternalProcess started =
        ExternalProcess.start(
            "jackdaw-" + name,
            folder,
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            command);
    process = started;
    return started;
  }

  @Override
  public void kill() {
    running().close();
  }

  /** {@code SIGTERM}, then waits for the end; gives the exit code. */
  public int terminate() {
    running().family().forEach(ProcessHandle::destroy);
    return running().await(Duration.ofSeconds(30)).exitCode();
  }

  /** Waits until it has ended by itself. */
  public Outcome awaitEnd() {
    return running().await(Duration.ofSeconds(30));
  }

  /** {@code SIGSTOP}: it keeps its sockets and does nothing. */
  public void pause() {
    running().signal("STOP");
  }

  /** {@code SIGCONT}. */
  public void resume() {
    running().signal("CONT");
  }

  /** All that it has written since its last start: the log is part of it. */
  public String log() {
    return running().everything();
  }

  /** Waits until its output contains {@code text}. */
  public void awaitInLog(String text) {
    await(text).atMost(Duration.ofSeconds(10)).until(() -> log().contains(text));
  }

  private ExternalProcess running() {
    return Objects.requireNonNull(process);
  }

  public Path data() {
    return folder.resolve("data");
  }

  public int kafkaPort() {
    return kafkaPort;
  }

  public int zooKeeperPort() {
    return zooKeeperPort;
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  @Override
  public String connectString() {
    return "127.0.0.1:" + zooKeeperPort;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
