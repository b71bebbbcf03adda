package io.jackdaw.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jackdaw.disk.DiskFile;
import io.jackdaw.disk.LocalDisk;
import io.jackdaw.security.TestKeys;
import io.jackdaw.security.TlsFiles;
import io.jackdaw.security.TlsReload;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsListenerTest {
  @TempDir static Path folder;
  private static TestKeys serverKeys;
  private static TestKeys aliceKeys;

  private final EventLoops loops = new EventLoops(2);

  @BeforeAll
  static void makeKeys() throws Exception {
    serverKeys = TestKeys.of("server", folder);
    aliceKeys = TestKeys.of("alice", folder);
  }

  @AfterEach
  void closeLoops() {
    loops.close();
  }

  @Test
  void framesOfMemoryAndFilesAreEncrypted() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    try (DiskFile file = new LocalDisk().open(folder.resolve("content"))) {
      file.write(ByteBuffer.wrap(content), 0);
      ServerTls tls = new ServerTls(serverKeys.server().load(), false);
      try (Listener listener = listen(tls, connection -> sending(connection, file));
          SSLSocket socket = connect(aliceKeys.clientOf(serverKeys), listener.port())) {
        for (int i = 0; i < 3; i++) {
          send(socket, new byte[] {1});
          byte[] frame = receive(socket);
          assertThat(frame).hasSize(content.length + 1).endsWith((byte) '!');
          assertThat(ByteBuffer.wrap(frame, 0, content.length))
              .isEqualByComparingTo(ByteBuffer.wrap(content));
        }
      }
    }
  }

  @Test
  void theFirstByteTellsPlainConnectionsFromEncryptedOnes() throws Exception {
    ServerTls tls = new ServerTls(serverKeys.server().load(), true);
    try (Listener listener = listen(tls, TlsListenerTest::echoing);
        SSLSocket encrypted = connect(aliceKeys.clientOf(serverKeys), listener.port());
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      send(encrypted, "secret".getBytes());
      send(plain, "open".getBytes());

      assertThat(receive(encrypted)).isEqualTo("secret".getBytes());
      assertThat(receive(plain)).isEqualTo("open".getBytes());
    }
  }

  @Test
  void certificatesOfClientsAreDemandedAndShownToTheHandler() throws Exception {
    TlsFiles files = serverKeys.server();
    TlsConfig demanding =
        new TlsConfig(
            files.load().keys(),
            trusting(aliceKeys),
            TlsConfig.ClientCertificate.NEED,
            files.protocols(),
            files.ciphers(),
            files.provider(),
            true);
    TestKeys mallory = TestKeys.of("mallory", folder);
    try (Listener listener =
            listen(new ServerTls(demanding, false), TlsListenerTest::tellingSubject);
        SSLSocket alice = connect(aliceKeys.clientOf(serverKeys), listener.port());
        SSLSocket stranger = connect(mallory.clientOf(serverKeys), listener.port())) {
      send(alice, new byte[] {1});
      assertThat(new String(receive(alice))).isEqualTo("CN=alice");

      assertThatThrownBy(
              () -> {
                send(stranger, new byte[] {1});
                receive(stranger);
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static javax.net.ssl.X509TrustManager trusting(TestKeys keys) throws Exception {
    Path trust = TestKeys.believing(folder.resolve("trust.p12"), keys);
    TlsFiles files = serverKeys.server();
    TlsFiles trustingFiles =
        new TlsFiles(
            files.keys(),
            new io.jackdaw.security.StoreFile(trust, TestKeys.PASSWORD, null),
            false,
            false,
            files.clientCertificate(),
            files.protocols(),
            files.ciphers(),
            files.provider(),
            false);
    return java.util.Objects.requireNonNull(trustingFiles.load().trust());
  }

  @Test
  void whoSpeaksPlainlyToAnEncryptedPortIsHungUpOn() throws Exception {
    ServerTls tls = new ServerTls(serverKeys.server().load(), false);
    try (Listener listener = listen(tls, TlsListenerTest::echoing);
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      plain.setSoTimeout(10_000);
      send(plain, "hello".getBytes());
      while (plain.getInputStream().read() >= 0) {
        // An alert that nobody asked for, then the end.
      }
    }
  }

  @Test
  void newKeysAreUsedByConnectionsThatComeAfterThem() throws Exception {
    TestKeys first = TestKeys.of("first", folder);
    TestKeys second = TestKeys.of("second", folder);
    ServerTls tls = new ServerTls(first.server().load(), false);
    new TlsReload(first.server(), tls, loops.next(), 20).start();
    try (Listener listener = listen(tls, TlsListenerTest::echoing);
        SSLSocket old = connect(aliceKeys.clientOf(first), listener.port())) {
      Files.writeString(first.pkcs12(), "no store at all");
      Files.copy(second.pkcs12(), first.pkcs12(), StandardCopyOption.REPLACE_EXISTING);

      await()
          .ignoreExceptions()
          .until(
              () -> {
                try (SSLSocket later = connect(aliceKeys.clientOf(second), listener.port())) {
                  return true;
                }
              });
      send(old, "still here".getBytes());
      assertThat(receive(old)).isEqualTo("still here".getBytes());
    }
  }

  // ---- handlers and sockets --------------------------------------------------------------------

  private static ConnectionHandler sending(Connection connection, DiskFile file) {
    return handler(
        request -> {
          OutboundFrame frame = new OutboundFrame();
          frame.file(file, 0, 3_000_000);
          connection.expectReply().complete(frame.wrap(ByteBuffer.wrap(new byte[] {'!'})));
        });
  }

  private static ConnectionHandler echoing(Connection connection) {
    return handler(
        request -> {
          byte[] bytes = new byte[request.remaining()];
          request.get(bytes);
          connection.expectReply().complete(new OutboundFrame().wrap(ByteBuffer.wrap(bytes)));
        });
  }

  private static ConnectionHandler tellingSubject(Connection connection) {
    return handler(
        request ->
            connection
                .expectReply()
                .complete(
                    new OutboundFrame()
                        .wrap(
                            ByteBuffer.wrap(
                                connection
                                    .peerCertificates()
                                    .getFirst()
                                    .getSubjectX500Principal()
                                    .getName()
                                    .getBytes()))));
  }

  private static ConnectionHandler handler(java.util.function.Consumer<ByteBuffer> frames) {
    return new ConnectionHandler() {
      @Override
      public void frame(ByteBuffer frame) {
        frames.accept(frame);
      }

      @Override
      public void closed() {}
    };
  }

  private Listener listen(ServerTls tls, Function<Connection, ConnectionHandler> handlers) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ListenerConfig config = new ListenerConfig("test", address, 1 << 20, 100, 0, 0, 0);
    return Listener.bind(loops, config, tls, handlers);
  }

  private static SSLSocket connect(SSLContext context, int port) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    socket.startHandshake();
    return socket;
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes);
    new DataOutputStream(socket.getOutputStream()).write(frame.array());
  }

  private static byte[] receive(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    return in.readNBytes(in.readInt());
  }
}
