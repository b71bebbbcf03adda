package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.replay.Patch;
import io.jackdaw.benchmarks.replay.Script;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Operations on the znodes of one client of a {@link Tree}: a cycle of requests, whose paths are
 * numbered {@code [first, first + nodes)} over and over.
 */
final class ZnodeScript implements Script {
  static final int MULTI_OPERATIONS = 10;

  private static final int PATH = Frames.BODY;
  private static final int PATH_IN_MULTI = PATH + 9;
  private static final int ERROR_RESULT = -1;

  private final List<byte[]> cycle;
  private final boolean multi;
  private final int digits;
  private final int first;
  private final int nodes;
  private int count;
  private int xid;

  private ZnodeScript(String path, List<byte[]> cycle, int first, int nodes, boolean multi) {
    this.cycle = cycle;
    this.multi = multi;
    this.digits = (multi ? PATH_IN_MULTI : PATH) + path.length() - Tree.DIGITS;
    this.first = first;
    this.nodes = nodes;
  }

  /** Creates one znode after the other, from number {@code first} on. */
  static ZnodeScript create(String path, int first) {
    List<byte[]> cycle = List.of(Frames.create(path, Tree.DATA, false));
    return new ZnodeScript(path, cycle, first, Integer.MAX_VALUE, false);
  }

  static ZnodeScript get(String path, int nodes) {
    return new ZnodeScript(path, List.of(Frames.getData(path, false)), 0, nodes, false);
  }

  static ZnodeScript set(String path, int nodes) {
    return new ZnodeScript(path, List.of(Frames.setData(path, Tree.DATA)), 0, nodes, false);
  }

  /** As many reads as {@code percent} says, writes evenly between them. */
  static ZnodeScript mixed(String path, int nodes, int percent) {
    byte[] get = Frames.getData(path, false);
    byte[] set = Frames.setData(path, Tree.DATA);
    List<byte[]> cycle = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      boolean read = (i + 1) * percent / 100 > i * percent / 100;
      cycle.add(read ? get : set);
    }
    return new ZnodeScript(path, List.copyOf(cycle), 0, nodes, false);
  }

  /** Ten writes in each request. */
  static ZnodeScript multi(String path) {
    List<byte[]> cycle = List.of(Frames.multiSetData(path, Tree.DATA, MULTI_OPERATIONS));
    return new ZnodeScript(path, cycle, 0, 1, true);
  }

  @Override
  public int frameBytes() {
    return cycle.stream().mapToInt(frame -> frame.length).max().orElseThrow();
  }

  @Override
  public void write(ByteBuffer out) {
    byte[] frame = cycle.get(count % cycle.size());
    Patch.int32(frame, Frames.XID, ++xid);
    Patch.digits(frame, digits, first + count % nodes);
    count++;
    out.put(frame);
  }

  @Override
  public boolean read(ByteBuffer reply) {
    if (reply.getInt(0) < 0) {
      return false; // A ping or a watch event.
    }
    int error = reply.getInt(Frames.ERROR);
    if (error != 0 || (multi && reply.getInt(Frames.BODY) == ERROR_RESULT)) {
      throw new IllegalStateException("refused with " + error);
    }
    return true;
  }
}
