package io.jackdaw.suite;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port of this machine behind which the server under test is. A test that "starts" and "stops"
 * its server opens and closes such a port; closing breaks every connection through it, as the end
 * of a server does. Any thread.
 */
public final class Doorway implements Closeable {
  private static final Map<Integer, Doorway> OPEN = new HashMap<>();
  private static final AtomicInteger PASSED = new AtomicInteger();
  private static final int PATIENCE_MS = 5_000;
  private static volatile String server =
      System.getProperty("jackdaw.suite.server", "127.0.0.1:2181");

  private final ServerSocket entrance;
  private final Set<Socket> inside = new HashSet<>();

  private Doorway(ServerSocket entrance) {
    this.entrance = entrance;
  }

  /** Opens the port, unless it is open. */
  public static void open(int port) {
    synchronized (OPEN) {
      if (!OPEN.containsKey(port)) {
        Doorway doorway = new Doorway(listen(port));
        OPEN.put(port, doorway);
        run(doorway::receive);
      }
    }
  }

  /** Closes the port, if it is open. */
  public static void close(int port) {
    Doorway doorway;
    synchronized (OPEN) {
      doorway = OPEN.remove(port);
    }
    if (doorway != null) {
      doorway.close();
    }
  }

  /** Connections that have been let through so far. */
  static int passed() {
    return PASSED.get();
  }

  /** Where the server under test is, as a connect string. */
  static String serverAddress() {
    return server;
  }

  /** Has all doorways lead to the server at {@code address} from now on. */
  static void leadTo(String address) {
    server = address;
  }

  private static ServerSocket listen(int port) {
    long giveUpAt = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    for (; ; ) {
      try {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(port), 200);
        return socket;
      } catch (IOException inUse) {
        // Whoever had it before may still be on the way out.
        if (System.nanoTime() > giveUpAt) {
          throw new UncheckedIOException(inUse);
        }
        Thread.onSpinWait();
      }
    }
  }

  private void receive() {
    try {
      while (true) {
        Socket guest = entrance.accept();
        run(() -> lead(guest));
      }
    } catch (IOException closed) {
      close();
    }
  }

  private void lead(Socket guest) {
    String[] address = serverAddress().split(":");
    Socket host = new Socket();
    if (!enter(guest, host)) {
      breakOff(guest);
      return;
    }
    try {
      host.connect(
          new InetSocketAddress(InetAddress.getByName(address[0]), Integer.parseInt(address[1])),
          PATIENCE_MS);
      guest.setTcpNoDelay(true);
      host.setTcpNoDelay(true);
      PASSED.incrementAndGet();
      run(() -> carry(guest, host));
      carry(host, guest);
      // The server has said all it had to say: nobody is left to talk to.
      guest.close();
      host.close();
    } catch (IOException broken) {
      breakOff(guest);
      breakOff(host);
    } finally {
      leave(guest, host);
    }
  }

  private synchronized boolean enter(Socket guest, Socket host) {
    if (entrance.isClosed()) {
      return false;
    }
    inside.add(guest);
    inside.add(host);
    return true;
  }

  private synchronized void leave(Socket guest, Socket host) {
    inside.remove(guest);
    inside.remove(host);
  }

  /** Until the sender ends; then the other side hears of it. */
  private static void carry(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException broken) {
      breakOff(to);
    }
  }

  private static void breakOff(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyGone) {
      // As it was to be.
    }
  }

  @Override
  public synchronized void close() {
    try {
      entrance.close();
    } catch (IOException alreadyGone) {
      // As it was to be.
    }
    inside.forEach(Doorway::breakOff);
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "doorway");
    thread.setDaemon(true);
    thread.start();
  }
}
