package io.jackdaw.zookeeper.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/** What only those may do whom the ACL of the root grants everything. Any thread; calls block. */
public interface Privileged {
  /** Whether somebody may. */
  enum Permission {
    GRANTED,
    /** Has not proven to be anybody. */
    NOT_AUTHENTICATED,
    /** Is somebody else. */
    NOT_AUTHORIZED
  }

  /**
   * @param authorization a scheme, such as {@code digest user:password} or {@code ip}
   */
  Permission check(String authorization, InetSocketAddress peer);

  /** Takes a snapshot in ZooKeeper's format; to be closed, which deletes it. */
  Export export() throws IOException;

  /** Takes a snapshot in the server's own format, which stays on its disk. */
  Taken take();

  /**
   * Replaces all znodes and sessions by those of a snapshot in ZooKeeper's format, which is read
   * whole before anything changes. Durable on return; every client is disconnected.
   *
   * @return the zxid of the snapshot
   * @throws IOException if this is no whole snapshot; nothing has changed then
   */
  long restore(InputStream snapshot) throws IOException;

  /** A snapshot on the server's disk. */
  record Taken(long zxid, long sizeBytes) {}

  /** A snapshot that can be sent. */
  interface Export extends AutoCloseable {
    Taken taken();

    void writeTo(OutputStream out) throws IOException;

    @Override
    void close();
  }
}
