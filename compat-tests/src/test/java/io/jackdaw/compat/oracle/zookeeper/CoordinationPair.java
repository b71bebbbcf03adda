package io.jackdaw.compat.oracle.zookeeper;

import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.JackdawCoordination;
import io.jackdaw.compat.rig.JackdawEnsemble;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Apache ZooKeeper and our coordination service alone, on one server or on several, both empty,
 * with the same settings.
 */
final class CoordinationPair implements AutoCloseable {
  /** Short ticks, so that sessions can expire soon; containers and TTLs are left alone. */
  private static final int TICK_MS = 100;

  private static final int ENSEMBLE_TICK_MS = 2000;

  private static final String[] SETTINGS = {
    "maxSessionTimeout=600000",
    "maxClientCnxns=0",
    "extendedTypesEnabled=true",
    "enforceQuota=true",
    "authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
    "authProvider.2=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
    // super:test
    "DigestAuthenticationProvider.superDigest=super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
    "znode.container.checkIntervalMs=100000000",
  };

  private final ApacheZooKeeper apache;
  private final AutoCloseable ours;
  private final List<Integer> ourPorts;

  private CoordinationPair(ApacheZooKeeper apache, AutoCloseable ours, List<Integer> ourPorts) {
    this.apache = apache;
    this.ours = ours;
    this.ourPorts = ourPorts;
  }

  static CoordinationPair start() {
    JackdawCoordination ours = JackdawCoordination.fresh(TICK_MS, SETTINGS);
    return new CoordinationPair(
        ApacheZooKeeper.fresh(TICK_MS, SETTINGS), ours, List.of(ours.port()));
  }

  /** One server of Apache's and several of ours, which {@code ensemble} holds then. */
  static CoordinationPair of(JackdawEnsemble ensemble) {
    return new CoordinationPair(
        ApacheZooKeeper.fresh(TICK_MS, SETTINGS),
        ensemble,
        IntStream.rangeClosed(1, ensemble.size())
            .map(id -> ensemble.server(id).port())
            .boxed()
            .toList());
  }

  /**
   * Several of our servers, with the settings of a pair. Leaders are given time, so that a machine
   * which is busy does not change them; sessions are not.
   */
  static JackdawEnsemble ensemble(int size) {
    String[] settings = Arrays.copyOf(SETTINGS, SETTINGS.length + 1);
    settings[SETTINGS.length] = "minSessionTimeout=" + 2 * TICK_MS;
    return JackdawEnsemble.fresh(size, ENSEMBLE_TICK_MS, settings);
  }

  Comparison comparison() {
    return new Comparison(apache.port(), ourPorts);
  }

  @Override
  public void close() throws Exception {
    apache.close();
    ours.close();
  }
}
