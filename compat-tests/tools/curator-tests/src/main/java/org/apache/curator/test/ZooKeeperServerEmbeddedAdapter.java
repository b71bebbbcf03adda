package org.apache.curator.test;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;

/**
 * In place of Curator's own: each server that a test asks for is a process of the {@code
 * zkServer.sh} named by {@code jackdaw.suite.server}, alone or one of several, with the settings
 * and the data directory that the test wants. What it prints goes to {@code jackdaw.suite.folder}.
 */
public class ZooKeeperServerEmbeddedAdapter implements ZooKeeperMainFace {
  private static final String SCRIPT = System.getProperty("jackdaw.suite.server");
  private static final Path FOLDER = Path.of(System.getProperty("jackdaw.suite.folder"));
  private static final int PATIENCE_MS = 30_000;
  private static final int STOP_MS = 10_000;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private volatile Process process;
  private volatile int clientPort;

  @Override
  public void start(QuorumPeerConfigBuilder builder) {
    try {
      Properties settings = builder.buildProperties();
      settings.put("admin.enableServer", "false");
      settings.put("4lw.commands.whitelist", "*");
      settings.putIfAbsent("extendedTypesEnabled", "true");
      // What a server in the test's own process knows.
      if (QuorumPeerConfig.isReconfigEnabled()) {
        settings.put("reconfigEnabled", "true");
      }
      System.getProperties()
          .forEach(
              (key, value) -> {
                if (key.toString().startsWith("znode.") || key.equals("readonlymode.enabled")) {
                  settings.putIfAbsent(key, value);
                } else if (key.toString().startsWith("zookeeper.")) {
                  settings.putIfAbsent(key.toString().substring("zookeeper.".length()), value);
                }
              });
      boolean alone =
          settings.keySet().stream().noneMatch(key -> key.toString().startsWith("server."));
      Path data = Files.createDirectories(Path.of(settings.getProperty("dataDir")));
      if (!alone && !Files.exists(data.resolve("myid"))) {
        Files.writeString(
            data.resolve("myid"), Integer.toString(builder.getInstanceSpec().getServerId()));
      }
      Path scratch = Files.createTempDirectory(FOLDER, "server");
      Path config = scratch.resolve("zoo.cfg");
      try (Writer out = Files.newBufferedWriter(config)) {
        settings.store(out, null);
      }
      Path ready = scratch.resolve("ready");
      ProcessBuilder command =
          new ProcessBuilder(SCRIPT, "start-foreground", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(scratch.resolve("out").toFile());
      command.environment().put("JAVA_HOME", System.getProperty("java.home"));
      command.environment().put("JACKDAW_READY_FILE", ready.toString());
      process = command.start();
      RUNNING.add(process);
      clientPort = builder.getInstanceSpec().getPort();
      if (alone) {
        clientPort = portIn(ready.toFile());
      } else {
        awaitListening();
      }
    } catch (Exception e) {
      throw new FailedServerStartException(e);
    }
  }

  private int portIn(File ready) throws Exception {
    for (long end = deadline(); !ready.exists(); ) {
      pause(end);
    }
    Properties addresses = new Properties();
    try (InputStream in = Files.newInputStream(ready.toPath())) {
      addresses.load(in);
    }
    String address = addresses.getProperty("zookeeper");
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** A member of an ensemble may wait for others before it serves anybody. */
  private void awaitListening() throws Exception {
    for (long end = deadline(); ; ) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", clientPort), 1000);
        return;
      } catch (IOException notYet) {
        pause(end);
      }
    }
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
  }

  private void pause(long end) throws InterruptedException {
    if (!process.isAlive() || System.nanoTime() > end) {
      throw new IllegalStateException("the server did not start");
    }
    Thread.sleep(10);
  }

  @Override
  public int getClientPort() {
    return clientPort;
  }

  @Override
  public void kill() {
    end(true);
  }

  @Override
  public void close() {
    end(false);
  }

  private void end(boolean atOnce) {
    Process ending = process;
    if (ending == null) {
      return;
    }
    try {
      if (atOnce) {
        ending.destroyForcibly();
      } else {
        ending.destroy();
      }
      if (!ending.waitFor(STOP_MS, TimeUnit.MILLISECONDS)) {
        ending.destroyForcibly().waitFor();
        throw new UncheckedIOException(new IOException("the server did not stop"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending.destroyForcibly();
    } finally {
      RUNNING.remove(ending);
    }
  }
}
