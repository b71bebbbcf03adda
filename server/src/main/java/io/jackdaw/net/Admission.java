package io.jackdaw.net;

import java.net.InetAddress;

/**
 * Decides whether a new connection is welcome. Asked on event loops, of several connections at
 * once; must not block.
 */
public interface Admission {
  /** Everybody, at once. */
  Admission OPEN =
      new Admission() {
        @Override
        public Verdict opened(InetAddress peer) {
          return Verdict.WELCOME;
        }

        @Override
        public void closed(InetAddress peer) {}
      };

  /**
   * What becomes of a connection.
   *
   * @param welcome whether it is served in the end
   * @param afterMs how long it is neither served nor closed before that
   */
  record Verdict(boolean welcome, long afterMs) {
    public static final Verdict WELCOME = new Verdict(true, 0);
    public static final Verdict REFUSED = new Verdict(false, 0);
  }

  /** A connection was accepted, and counts until {@link #closed}, whatever the verdict. */
  Verdict opened(InetAddress peer);

  void closed(InetAddress peer);
}
