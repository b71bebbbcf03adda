package io.jackdaw.cli.apache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jackdaw.cli.output.Failure;
import io.jackdaw.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;

/**
 * Finds the brokers of a cluster in its coordination service: the children of {@code /brokers/ids}.
 * This is what lets {@code --zookeeper HOST:PORT[/chroot]} go on working.
 */
final class RegisteredBrokers {
  private static final String IDS = "/brokers/ids";
  private static final int SESSION_TIMEOUT_MS = 10_000;
  private static final long REGISTRATION_PATIENCE_MS = 10_000;
  private static final long LOOK_AGAIN_MS = 200;

  private final String connectString;
  private final Clock clock;

  RegisteredBrokers(String connectString, Clock clock) {
    this.connectString = connectString;
    this.clock = clock;
  }

  /**
   * Addresses of all registered brokers, {@code host:port,host:port}; waits a little for the first
   * to register.
   */
  String bootstrapServers() {
    CountDownLatch changed = new CountDownLatch(1);
    CountDownLatch connected = new CountDownLatch(1);
    Watcher watcher =
        event -> {
          if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
            connected.countDown();
          }
        };
    try (ZooKeeper client = new ZooKeeper(connectString, SESSION_TIMEOUT_MS, watcher)) {
      if (!connected.await(SESSION_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
        throw new Failure(
            "no coordination service answers at " + connectString,
            "Start it with bin/zkServer.sh start, or name another with --zookeeper HOST:PORT.");
      }
      long deadlineMs = clock.monotonicMs() + REGISTRATION_PATIENCE_MS;
      List<String> addresses = addresses(client);
      while (addresses.isEmpty() && clock.monotonicMs() < deadlineMs) {
        changed.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        addresses = addresses(client);
      }
      if (addresses.isEmpty()) {
        throw new Failure(
            "no broker is registered at " + connectString + IDS,
            "Start one with bin/kafka-server-start.sh config/server.properties.");
      }
      return String.join(",", addresses);
    } catch (IOException | KeeperException | IllegalArgumentException e) {
      throw new Failure("cannot ask " + connectString + " for brokers: " + e.getMessage(), "", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while looking for brokers", "", e);
    }
  }

  private static List<String> addresses(ZooKeeper client)
      throws KeeperException, InterruptedException {
    List<String> addresses = new ArrayList<>();
    try {
      for (String id : client.getChildren(IDS, false).stream().sorted().toList()) {
        String address = address(client.getData(IDS + "/" + id, false, null));
        if (!address.isEmpty()) {
          addresses.add(address);
        }
      }
    } catch (KeeperException.NoNodeException notYet) {
      return addresses;
    }
    return addresses;
  }

  /**
   * The plaintext endpoint of a broker's registration, or its {@code host} and {@code port}; empty
   * if it has neither.
   */
  static String address(byte[] registration) {
    try {
      JsonNode broker =
          new ObjectMapper().readTree(new String(registration, StandardCharsets.UTF_8));
      for (JsonNode endpoint : broker.path("endpoints")) {
        String text = endpoint.asText();
        if (text.startsWith("PLAINTEXT://")) {
          return text.substring("PLAINTEXT://".length());
        }
      }
      String host = broker.path("host").asText("");
      int port = broker.path("port").asInt(-1);
      if (!host.isEmpty() && port > 0) {
        return host + ":" + port;
      }
      String first = broker.path("endpoints").path(0).asText("");
      return first.substring(first.indexOf("://") < 0 ? 0 : first.indexOf("://") + 3);
    } catch (JsonProcessingException e) {
      throw new Failure("a broker's registration is not JSON: " + e.getOriginalMessage(), "", e);
    }
  }
}
