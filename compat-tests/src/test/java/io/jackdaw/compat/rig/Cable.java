package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network cable between clients and one server that a test can cut and mend. */
public final class Cable implements AutoCloseable {
  private final ServerSocket entrance;
  private final int serverPort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Cable(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** A cable to {@code host:port}, of which the port matters: servers listen on the loopback. */
  public static Cable to(String address) {
    try {
      return new Cable(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients connect. */
  public String address() {
    return "127.0.0.1:" + entrance.getLocalPort();
  }

  /** Breaks every connection and lets no new one through. */
  public void cut() {
    cut = true;
    sockets.forEach(Cable::closeQuietly);
    sockets.clear();
  }

  /** Lets connections through again. */
  public void mend() {
    cut = false;
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        if (cut) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        sockets.add(client);
        sockets.add(server);
        if (cut) {
          closeQuietly(client);
          closeQuietly(server);
        }
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
      } catch (IOException e) {
        // The entrance was closed, or the server does not listen: the client sees a closed socket.
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // One end is gone; closing both is all there is to do.
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
