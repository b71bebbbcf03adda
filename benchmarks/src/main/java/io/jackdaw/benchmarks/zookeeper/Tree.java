package io.jackdaw.benchmarks.zookeeper;

import io.jackdaw.benchmarks.stand.Stand;
import java.io.IOException;

/**
 * Where the znodes of one load are: each client has a parent below {@code root}, and numbered
 * znodes below that.
 */
record Tree(String root) {
  static final byte[] DATA = new byte[100];
  static final int DIGITS = 8;

  /** Creates the root and a parent for each of {@code clients}. */
  static Tree make(Stand stand, int clients) throws IOException {
    return make(stand.ports().zookeeper(), stand.name("/bench"), clients);
  }

  /** The same below a root of this name, on the server at {@code port}. */
  static Tree make(int port, String root, int clients) throws IOException {
    Tree tree = new Tree(root);
    try (RawSession session = new RawSession(port)) {
      session.call(Frames.create(tree.root, DATA, false));
      for (int client = 0; client < clients; client++) {
        session.call(Frames.create(tree.parent(client), DATA, false));
      }
    }
    return tree;
  }

  String parent(int client) {
    return root + "/c%04d".formatted(client);
  }

  /** The path of znode 0; its last {@link #DIGITS} characters are the number. */
  String path(int client) {
    return parent(client) + "/n00000000";
  }
}
