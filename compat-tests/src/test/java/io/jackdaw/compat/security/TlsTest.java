package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.Places;
import io.jackdaw.compat.rig.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooDefs.Perms;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that come by TLS, with certificates or without: Apache's client over its Netty. */
class TlsTest {
  private static final String NETTY =
      "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory";
  private static final int SECURE_PORT = Places.freePort();

  private static Identity server;
  private static Identity alice;
  private static Identity boss;
  private static Path trusted;
  private static Path trustedClients;

  @BeforeAll
  static void makeKeys() {
    server = new Identity("server");
    alice = new Identity("alice");
    boss = new Identity("boss");
    trusted = Identity.believing(server);
    trustedClients = Identity.believing(alice, boss);
  }

  @Test
  void certificatesSayWhoSomebodyIs() {
    assertThat(
            sameOnBoth(
                TlsTest::certificates,
                "secureClientPort=" + SECURE_PORT,
                "secureClientPortAddress=127.0.0.1",
                "X509AuthenticationProvider.superUser=" + boss.subject(),
                "ssl.keyStore.location=" + server.pkcs12(),
                "ssl.keyStore.password=" + Identity.PASSWORD,
                "ssl.trustStore.location=" + trustedClients,
                "ssl.trustStore.password=" + Identity.PASSWORD))
        .contains("ip:127.0.0.1 x509:" + alice.subject(), "/mine", "31/x509:" + alice.subject());
  }

  private static void certificates(ServerProcess running, List<String> said) {
    String secure = "127.0.0.1:" + SECURE_PORT;
    try (Guest known = Guest.with(secure, alice.client(trusted));
        Guest chief = Guest.with(secure, boss.client(trusted));
        Guest plain = Guest.stranger(running)) {
      said.add(known.state());
      said.add(chief.state());
      said.add(known.whoAmI());
      said.add(known.create("/mine", Perms.ALL, "auth", ""));
      said.add(known.getAcl("/mine"));
      said.add(plain.get("/mine"));
      said.add(chief.whoAmI());
      said.add(chief.set("/mine"));
      said.add(known.create("/chiefs", Perms.ALL, "x509", boss.subject()));
      said.add(known.get("/chiefs"));
      said.add(chief.get("/chiefs"));
      said.add(known.create("/nonsense", Perms.ALL, "x509", "no name"));
      said.add(plain.setAcl("/", Perms.ALL, "x509", "CN=anybody"));
      said.add(known.addAuth("digest", "alice:secret").whoAmI());
    }
    try (Guest stranger = Guest.with(secure, Identity.anonymousClient(trusted))) {
      said.add("without a certificate: " + stranger.connects());
    }
    try (Guest stranger = Guest.with(secure, server.client(trusted))) {
      said.add("with one that nobody believes: " + stranger.connects());
    }
  }

  @Test
  void theClientPortTakesBothKindsOfConnections() {
    assertThat(
            sameOnBoth(
                TlsTest::unified,
                "client.portUnification=true",
                "authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
                "4lw.commands.whitelist=ruok",
                "ssl.clientAuth=want",
                "ssl.keyStore.location=" + server.jks(),
                "ssl.keyStore.password=" + Identity.PASSWORD,
                "ssl.trustStore.location=" + trustedClients,
                "ssl.trustStore.password=" + Identity.PASSWORD))
        .contains("ip:127.0.0.1", "ip:127.0.0.1 x509:" + alice.subject(), "imok");
  }

  private static void unified(ServerProcess running, List<String> said) {
    try (Guest plain = Guest.stranger(running);
        Guest known = Guest.with(running.address(), alice.client(trusted));
        Guest anonymous = Guest.with(running.address(), Identity.anonymousClient(trusted))) {
      said.add(plain.state());
      said.add(known.state());
      said.add(anonymous.state());
      said.add(plain.whoAmI());
      said.add(known.whoAmI());
      said.add(anonymous.whoAmI());
      said.add(ask(running.port(), "ruok"));
    }
  }

  @Test
  void aKeyInPemServesWhoHasNoCertificate() {
    assertThat(
            sameOnBoth(
                TlsTest::anonymous,
                "secureClientPort=" + SECURE_PORT,
                "secureClientPortAddress=127.0.0.1",
                "ssl.clientAuth=none",
                "ssl.keyStore.location=" + server.pem()))
        .containsExactly("SyncConnected", "ip:127.0.0.1", "x");
  }

  private static void anonymous(ServerProcess running, List<String> said) {
    String secure = "127.0.0.1:" + SECURE_PORT;
    try (Guest guest = Guest.with(secure, Identity.anonymousClient(trusted))) {
      said.add(guest.state());
      said.add(guest.whoAmI());
      guest.create("/guests", Perms.ALL, "world", "anyone");
      said.add(guest.get("/guests"));
    }
  }

  private static String ask(int port, String word) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static List<String> sameOnBoth(
      BiConsumer<ServerProcess, List<String>> steps, String... settings) {
    return Maker.sameOnBoth(
        steps, Stream.concat(Stream.of(NETTY), Stream.of(settings)).toArray(String[]::new));
  }
}
