package io.jackdaw.compat.security;

import io.jackdaw.compat.rig.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/** A client of Apache's whose every step gives a line: what came of it. */
final class Guest implements AutoCloseable {
  private static final int SESSION_MS = 8000;
  private static final byte[] DATA = "x".getBytes(StandardCharsets.UTF_8);

  private final BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
  private final ZooKeeper client;

  private Guest(String connectString, ZKClientConfig config) {
    try {
      client =
          new ZooKeeper(connectString, SESSION_MS, event -> states.add(event.getState()), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody who does not log in. */
  static Guest stranger(ServerProcess server) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    return new Guest(server.address(), config);
  }

  /** Somebody who logs in by SASL, as the JAAS section of his name says. */
  static Guest user(ServerProcess server, String section) {
    ZKClientConfig config = new ZKClientConfig();
    config.setProperty(ZKClientConfig.LOGIN_CONTEXT_NAME_KEY, section);
    config.setProperty("zookeeper.fips-mode", "false");
    return new Guest(server.address(), config);
  }

  /** Somebody who comes as {@code config} says. */
  static Guest with(String connectString, ZKClientConfig config) {
    return new Guest(connectString, config);
  }

  /** What the client is told of its connection first, other than that it is gone. */
  String state() {
    try {
      for (int i = 0; i < 10; i++) {
        KeeperState state = states.poll(20, TimeUnit.SECONDS);
        if (state != KeeperState.Disconnected) {
          return String.valueOf(state);
        }
      }
      return "Disconnected";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Whether a connection comes about within a few seconds. */
  boolean connects() {
    try {
      return states.poll(3, TimeUnit.SECONDS) == KeeperState.SyncConnected;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Guest addAuth(String scheme, String proof) {
    client.addAuthInfo(scheme, proof.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  String whoAmI() {
    return told(
        () ->
            client.whoAmI().stream()
                .map(info -> info.getAuthScheme() + ":" + info.getUser())
                .sorted()
                .collect(Collectors.joining(" ")));
  }

  String create(String path, int permissions, String scheme, String id) {
    List<ACL> acl = Collections.singletonList(new ACL(permissions, new Id(scheme, id)));
    return told(() -> client.create(path, DATA, acl, CreateMode.PERSISTENT));
  }

  String get(String path) {
    return told(() -> new String(client.getData(path, false, null), StandardCharsets.UTF_8));
  }

  String set(String path) {
    return told(() -> "version " + client.setData(path, DATA, -1).getVersion());
  }

  String setAcl(String path, int permissions, String scheme, String id) {
    List<ACL> acl = Collections.singletonList(new ACL(permissions, new Id(scheme, id)));
    return told(() -> "aversion " + client.setACL(path, acl, -1).getAversion());
  }

  String getAcl(String path) {
    return told(
        () ->
            client.getACL(path, null).stream()
                .map(
                    acl ->
                        acl.getPerms() + "/" + acl.getId().getScheme() + ":" + acl.getId().getId())
                .collect(Collectors.joining(" ")));
  }

  String delete(String path) {
    return told(
        () -> {
          client.delete(path, -1);
          return "deleted";
        });
  }

  ZooKeeper client() {
    return client;
  }

  private static String told(Callable<String> step) {
    try {
      return step.call();
    } catch (KeeperException refused) {
      return refused.code().name();
    } catch (Exception unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
