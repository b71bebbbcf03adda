package io.jackdaw.net;

/**
 * What the kernel is asked to keep for a port and for each of its connections; 0 anywhere leaves
 * that to us or to the kernel, which lets buffers grow and shrink.
 *
 * @param backlog connections that wait until they are accepted
 * @param sendBytes buffer of a connection for what has not reached the peer
 * @param receiveBytes buffer of a connection for what has not been read
 */
public record SocketSizes(int backlog, int sendBytes, int receiveBytes) {
  public static final SocketSizes USUAL = new SocketSizes(0, 0, 0);

  private static final int BACKLOG = 1024;

  public SocketSizes {
    backlog = backlog <= 0 ? BACKLOG : backlog;
  }
}
