package io.jackdaw.compat.rig;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
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
  private final int kafkaPort = Places.freePort();
  private final int zooKeeperPort = Places.freePort();
  private @Nullable ExternalProcess process;

  private JackdawProcess(String name) {
    this.name = name;
    this.folder = Places.freshFolder(name);
  }

  /** Starts a server with an empty data directory and waits until both its ports accept. */
  public static JackdawProcess fresh(String name) {
    JackdawProcess server = new JackdawProcess(name);
    server.start();
    return server;
  }

  @Override
  public void start() {
    Path command = Distribution.unpacked().resolve("bin/jackdaw");
    ExternalProcess started =
        ExternalProcess.start(
            "jackdaw-" + name,
            folder,
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            List.of(
                command.toString(),
                "start",
                "--data",
                data().toString(),
                "--kafka-port",
                Integer.toString(kafkaPort),
                "--zookeeper-port",
                Integer.toString(zooKeeperPort)));
    process = started;
    Readiness.awaitListening(started, kafkaPort, zooKeeperPort);
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

  /** {@code SIGSTOP}: it keeps its sockets and does nothing. */
  public void pause() {
    signal("STOP");
  }

  /** {@code SIGCONT}. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    for (ProcessHandle member : running().family()) {
      ExternalProcess.start(
              "kill-" + name,
              folder,
              Map.of(),
              List.of("kill", "-" + name, Long.toString(member.pid())))
          .await(Duration.ofSeconds(10))
          .succeeded();
    }
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
