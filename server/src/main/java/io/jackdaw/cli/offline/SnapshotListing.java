package io.jackdaw.cli.offline;

import io.jackdaw.cli.output.Json;
import io.jackdaw.zookeeper.tree.Znode;
import io.jackdaw.zookeeper.wire.Acl;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints every znode and session of a snapshot, for people or as JSON. One thread. */
final class SnapshotListing {
  private final OfflineTree tree;
  private final boolean withData;

  /**
   * @param withData whether data is printed, in Base64
   */
  SnapshotListing(OfflineTree tree, boolean withData) {
    this.tree = tree;
    this.withData = withData;
  }

  void print(PrintStream out) {
    out.println("ZNode Details (count=%d):".formatted(tree.znodes().size()));
    out.println("----");
    tree.znodes().forEach((path, znode) -> print(path, znode, out));
    out.println("----");
    out.println("Session Details (sid, timeout, ephemeralCount):");
    tree.sessions()
        .forEach(
            (id, session) ->
                out.println(
                    "0x%016x, %d, %d".formatted(id, session.timeoutMs(), ephemeralsOf(id))));
    out.println("----");
    out.println("Last zxid: 0x" + Long.toHexString(tree.zxid()));
  }

  private void print(String path, Znode znode, PrintStream out) {
    out.println(path);
    out.println("  cZxid = 0x%016x".formatted(znode.czxid()));
    out.println("  ctime = " + Instant.ofEpochMilli(znode.ctimeMs()));
    out.println("  mZxid = 0x%016x".formatted(znode.mzxid()));
    out.println("  mtime = " + Instant.ofEpochMilli(znode.mtimeMs()));
    out.println("  pZxid = 0x%016x".formatted(znode.pzxid()));
    out.println("  cversion = " + znode.stat().cversion());
    out.println("  dataVersion = " + znode.version());
    out.println("  aclVersion = " + znode.aversion());
    out.println("  ephemeralOwner = 0x%016x".formatted(znode.owner()));
    if (withData) {
      out.println("  data = " + (znode.data() == null ? "null" : base64(znode.data())));
    } else {
      out.println("  dataLength = " + znode.dataLength());
    }
  }

  /** One array of znodes, one of sessions. */
  void printJson(PrintStream out) {
    List<Map<String, @Nullable Object>> znodes = new ArrayList<>();
    tree.znodes().forEach((path, znode) -> znodes.add(json(path, znode)));
    List<Map<String, Object>> sessions = new ArrayList<>();
    tree.sessions()
        .forEach(
            (id, session) ->
                sessions.add(Map.of("id", Long.toHexString(id), "timeoutMs", session.timeoutMs())));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("zxid", Long.toHexString(tree.zxid()));
    all.put("created", tree.facts().created().toString());
    all.put("znodes", znodes);
    all.put("sessions", sessions);
    Json.print(out, all);
  }

  private Map<String, @Nullable Object> json(String path, Znode znode) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("path", path);
    fields.put("czxid", Long.toHexString(znode.czxid()));
    fields.put("mzxid", Long.toHexString(znode.mzxid()));
    fields.put("pzxid", Long.toHexString(znode.pzxid()));
    fields.put("ctime", znode.ctimeMs());
    fields.put("mtime", znode.mtimeMs());
    fields.put("version", znode.version());
    fields.put("cversion", znode.stat().cversion());
    fields.put("aversion", znode.aversion());
    fields.put("owner", Long.toHexString(znode.owner()));
    fields.put("acl", znode.acl().stream().map(SnapshotListing::shown).toList());
    fields.put("dataLength", znode.dataLength());
    if (withData) {
      fields.put("data", znode.data() == null ? null : base64(znode.data()));
    }
    return fields;
  }

  private static String shown(Acl acl) {
    return acl.id().scheme() + ":" + acl.id().id() + ":" + acl.permissions();
  }

  private static String base64(byte[] data) {
    return Base64.getEncoder().encodeToString(data);
  }

  private long ephemeralsOf(long session) {
    return tree.znodes().values().stream().filter(znode -> znode.owner() == session).count();
  }
}
