package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.JuteReader;

/** A path, and whether to watch it: the request of exists, getData and getChildren. */
record WatchingRequest(String path, boolean watch) {
  static WatchingRequest read(JuteReader reader) {
    return new WatchingRequest(reader.readString(), reader.readBoolean());
  }

  WatchingRequest withoutWatch() {
    return new WatchingRequest(path, false);
  }
}
