package io.jackdaw.benchmarks.stand;

import java.io.IOException;
import java.net.ServerSocket;

/** Free ports on the loopback interface, picked anew for each stand. */
public record Ports(int kafka, int zookeeper, int controller) {
  static Ports pick() throws IOException {
    try (var first = new ServerSocket(0);
        var second = new ServerSocket(0);
        var third = new ServerSocket(0)) {
      return new Ports(first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
    }
  }

  public String bootstrap() {
    return "127.0.0.1:" + kafka;
  }

  public String connectString() {
    return "127.0.0.1:" + zookeeper;
  }
}
