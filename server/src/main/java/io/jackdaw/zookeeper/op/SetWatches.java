package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.EventType;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import io.jackdaw.zookeeper.wire.WatchEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * setWatches (101) and setWatches2 (105): a client that comes back sets its watches again, and is
 * told at once what it missed.
 */
final class SetWatches implements ReadOperation<SetWatches.Request> {
  private final OpCode code;

  /**
   * @param sinceZxid the last change the client knows of
   */
  record Request(
      long sinceZxid,
      List<String> data,
      List<String> exists,
      List<String> children,
      List<String> persistent,
      List<String> recursive) {}

  SetWatches(OpCode code) {
    this.code = code;
  }

  @Override
  public OpCode code() {
    return code;
  }

  @Override
  public Request decode(JuteReader reader) {
    boolean persistent = code == OpCode.SET_WATCHES2;
    return new Request(
        reader.readLong(),
        paths(reader),
        paths(reader),
        paths(reader),
        persistent ? paths(reader) : List.of(),
        persistent ? paths(reader) : List.of());
  }

  private static List<String> paths(JuteReader reader) {
    return reader.readVector(JuteReader::readString);
  }

  @Override
  public Outcome read(Request request, Reading reading) {
    List<WatchEvent> missed = new ArrayList<>();
    for (String path : request.data) {
      Znode znode = reading.get(path);
      if (znode == null) {
        missed.add(missed(EventType.NODE_DELETED, path));
      } else if (znode.mzxid() > request.sinceZxid) {
        missed.add(missed(EventType.NODE_DATA_CHANGED, path));
      } else {
        reading.watches().addData(path, reading.watcher());
      }
    }
    for (String path : request.exists) {
      if (reading.get(path) != null) {
        missed.add(missed(EventType.NODE_CREATED, path));
      } else {
        reading.watches().addData(path, reading.watcher());
      }
    }
    for (String path : request.children) {
      Znode znode = reading.get(path);
      if (znode == null) {
        missed.add(missed(EventType.NODE_DELETED, path));
      } else if (znode.pzxid() > request.sinceZxid) {
        missed.add(missed(EventType.NODE_CHILDREN_CHANGED, path));
      } else {
        reading.watches().addChildren(path, reading.watcher());
      }
    }
    request.persistent.forEach(
        path -> reading.watches().addPersistent(path, reading.watcher(), false));
    request.recursive.forEach(
        path -> reading.watches().addPersistent(path, reading.watcher(), true));
    return Outcome.done(code, missed);
  }

  private static WatchEvent missed(EventType type, String path) {
    return new WatchEvent(type, path, WatchEvent.NO_ZXID);
  }
}
