package io.jackdaw.compat.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** A network cable that ends at one server, and that a test can cut and mend. */
public final class Cable implements AutoCloseable {
  private static final int RETRANSMISSION_MS = 250;

  private final ServerSocket entrance;
  private final int serverPort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private boolean frozen;
  private int delayMs;
  private double loss;

  private Cable(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** A cable to {@code host:port}, of which the port matters: servers listen on the loopback. */
  public static Cable to(String address) {
    return to(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  /** A cable to a port of the loopback. */
  public static Cable to(int port) {
    try {
      return new Cable(port);
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

  /** Keeps back what is said from now on, as a network does that loses every packet. */
  public synchronized void freeze() {
    frozen = true;
  }

  /** Lets nothing through until so many milliseconds after it was said. */
  public synchronized void delay(int milliseconds) {
    delayMs = milliseconds;
  }

  /**
   * Loses that part of what is said: whoever speaks TCP over it sees a pause, until it was said
   * again.
   */
  public synchronized void lose(double share) {
    loss = share;
  }

  /** Lets through what was kept back, and all that comes, at once. */
  public synchronized void thaw() {
    frozen = false;
    delayMs = 0;
    loss = 0;
    notifyAll();
  }

  /** Returns when what was said at {@code saidNs} may arrive. */
  private synchronized void awaitPassage(long saidNs) throws IOException {
    int lateMs = delayMs;
    if (loss > 0 && ThreadLocalRandom.current().nextDouble() < loss) {
      lateMs += RETRANSMISSION_MS;
    }
    try {
      while (frozen) {
        wait();
      }
      long leftMs = lateMs - (System.nanoTime() - saidNs) / 1_000_000;
      while (leftMs > 0 && delayMs + loss > 0) {
        wait(leftMs);
        leftMs = lateMs - (System.nanoTime() - saidNs) / 1_000_000;
      }
    } catch (InterruptedException interrupted) {
      throw new InterruptedIOException();
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        if (cut) {
          client.close();
          continue;
        }
        Socket server = connect(client);
        sockets.add(client);
        sockets.add(server);
        if (cut) {
          closeQuietly(client);
          closeQuietly(server);
        }
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
      } catch (IOException e) {
        // The entrance was closed, or the server does not listen.
      }
    }
  }

  private Socket connect(Socket client) throws IOException {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), serverPort);
    } catch (IOException nobodyListens) {
      client.close();
      throw nobodyListens;
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] bytes = new byte[64 * 1024];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        awaitPassage(System.nanoTime());
        out.write(bytes, 0, read);
      }
      awaitPassage(System.nanoTime());
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
    thaw();
    cut();
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
