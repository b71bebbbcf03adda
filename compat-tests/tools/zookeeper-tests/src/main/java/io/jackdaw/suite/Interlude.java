package io.jackdaw.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What whoever started this virtual machine wants to do before each test. */
public final class Interlude {
  private Interlude() {}

  /** Asks for it, waits until it is over, and has the doorways lead to the server then named. */
  public static void await(Class<?> test) throws IOException {
    Integer port = Integer.getInteger("jackdaw.suite.interludes");
    if (port == null) {
      return;
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((test.getName() + "\n").getBytes(StandardCharsets.UTF_8));
      String address =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      if (address == null) {
        throw new IOException("no server is ready for the test");
      }
      Doorway.leadTo(address);
    }
  }
}
