package io.jackdaw.zookeeper;

/** What holds clients back that ask for too much at once. */
record Throttles(ConnectionThrottle.Settings connections, RequestThrottle.Settings requests) {
  static Throttles parse(ZooCfg cfg) {
    return new Throttles(
        ConnectionThrottle.Settings.parse(cfg), RequestThrottle.Settings.parse(cfg));
  }
}
