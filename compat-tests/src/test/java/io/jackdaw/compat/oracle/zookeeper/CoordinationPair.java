package io.jackdaw.compat.oracle.zookeeper;

import io.jackdaw.compat.rig.ApacheZooKeeper;
import io.jackdaw.compat.rig.JackdawCoordination;

/** Apache ZooKeeper and our coordination service alone, both empty, with the same settings. */
final class CoordinationPair implements AutoCloseable {
  /** Short ticks, so that sessions can expire soon; containers and TTLs are left alone. */
  private static final int TICK_MS = 100;

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
  private final JackdawCoordination ours;

  private CoordinationPair(ApacheZooKeeper apache, JackdawCoordination ours) {
    this.apache = apache;
    this.ours = ours;
  }

  static CoordinationPair start() {
    return new CoordinationPair(
        ApacheZooKeeper.fresh(TICK_MS, SETTINGS), JackdawCoordination.fresh(TICK_MS, SETTINGS));
  }

  Comparison comparison() {
    return new Comparison(apache.port(), ours.port());
  }

  @Override
  public void close() {
    apache.close();
    ours.close();
  }
}
