package io.jackdaw.compat.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.UnaryOperator;

/**
 * What happens before each test of another virtual machine, which asks for it on a port: a line
 * with the test's class; the answer is a line with the address of the server to speak to. One test
 * after the other; one that gets no answer fails.
 */
final class Interludes implements AutoCloseable {
  private final ServerSocket entrance;
  private final UnaryOperator<String> next;

  /**
   * @param next from the name of a test's class to the address
   */
  Interludes(UnaryOperator<String> next) {
    this.next = next;
    try {
      entrance = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("interludes").start(this::serve);
  }

  int port() {
    return entrance.getLocalPort();
  }

  private void serve() {
    while (!entrance.isClosed()) {
      try (Socket guest = entrance.accept()) {
        answer(guest);
      } catch (IOException | RuntimeException | AssertionError failed) {
        if (!entrance.isClosed()) {
          System.err.println("no interlude: " + failed);
        }
      }
    }
  }

  private void answer(Socket guest) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(guest.getInputStream(), UTF_8));
    String testClass = in.readLine();
    if (testClass != null) {
      guest.getOutputStream().write((next.apply(testClass) + "\n").getBytes(UTF_8));
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
