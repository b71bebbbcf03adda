package io.jackdaw.compat.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.ServerProcess;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooDefs.Perms;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Logins by SASL DIGEST-MD5, with Apache's client and its JAAS sections. */
class SaslTest {
  private static final String PROVIDER =
      "authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider";

  @BeforeAll
  static void knowUsers() {
    SaslUsers.know();
  }

  @AfterAll
  static void forgetUsers() {
    SaslUsers.forget();
  }

  @Test
  void usersHaveTheirOwnZnodesAndTheSuperUserHasAll() {
    assertThat(sameOnBoth(SaslTest::ownZnodes, PROVIDER, "superUser=super"))
        .containsSubsequence(
            "SyncConnected", "ip:127.0.0.1 sasl:alice", "/mine", "31/sasl:alice", "NOAUTH")
        .contains("INVALIDACL");
  }

  private static void ownZnodes(ServerProcess server, List<String> said) {
    try (Guest alice = Guest.user(server, "alice");
        Guest bob = Guest.user(server, "bob");
        Guest boss = Guest.user(server, "super");
        Guest stranger = Guest.stranger(server)) {
      said.add(alice.state());
      said.add(alice.whoAmI());
      said.add(alice.create("/mine", Perms.ALL, "auth", ""));
      said.add(alice.getAcl("/mine"));
      said.add(bob.whoAmI());
      said.add(bob.get("/mine"));
      said.add(bob.setAcl("/mine", Perms.ALL, "sasl", "bob"));
      said.add(stranger.get("/mine"));
      said.add(boss.whoAmI());
      said.add(boss.set("/mine"));
      said.add(alice.create("/for-bob", Perms.READ, "sasl", "bob"));
      said.add(alice.get("/for-bob"));
      said.add(bob.get("/for-bob"));
      said.add(bob.set("/for-bob"));
      said.add(bob.create("/k", Perms.ALL, "sasl", "bob/host.example@EXAMPLE.COM"));
      said.add(bob.create("/malformed", Perms.ALL, "sasl", "a@b@c"));
      said.add(stranger.create("/open", Perms.ALL, "auth", ""));
    }
  }

  @Test
  void aWrongPasswordFails() {
    assertThat(sameOnBoth(SaslTest::failures, PROVIDER))
        .containsExactly("AuthFailed", "AuthFailed");
  }

  private static void failures(ServerProcess server, List<String> said) {
    try (Guest impostor = Guest.user(server, "impostor");
        Guest nobody = Guest.user(server, "nobody")) {
      said.add(failure(impostor));
      said.add(failure(nobody));
    }
  }

  /** The client connects before it logs in. */
  private static String failure(Guest guest) {
    String state = guest.state();
    return state.equals("SyncConnected") ? guest.state() : state;
  }

  @Test
  void whoMustLogInIsRefusedUntilHeDoes() {
    assertThat(sameOnBoth(SaslTest::required, PROVIDER, "sessionRequireClientSASLAuth=true"))
        .startsWith("SESSIONCLOSEDREQUIRESASLAUTH");
  }

  private static void required(ServerProcess server, List<String> said) {
    try (Guest stranger = Guest.stranger(server);
        Guest alice = Guest.user(server, "alice")) {
      said.add(stranger.get("/"));
      said.add(alice.get("/zookeeper"));
    }
  }

  @Test
  void anotherSchemeMayBeEnforced() {
    assertThat(
            sameOnBoth(
                SaslTest::enforced,
                PROVIDER,
                "enforce.auth.enabled=true",
                "enforce.auth.schemes=digest,sasl"))
        .startsWith("SESSIONCLOSEDREQUIRESASLAUTH");
  }

  private static void enforced(ServerProcess server, List<String> said) {
    try (Guest stranger = Guest.stranger(server);
        Guest known = Guest.stranger(server).addAuth("digest", "carol:secret");
        Guest alice = Guest.user(server, "alice")) {
      said.add(stranger.get("/"));
      said.add(known.get("/zookeeper"));
      said.add(alice.get("/zookeeper"));
    }
  }

  @Test
  void aClientWhoseLoginFailsGivesUpAlsoWhereItMightStay() {
    assertThat(sameOnBoth(SaslTest::allowed, PROVIDER, "allowSaslFailedClients=true"))
        .containsExactly("AUTHFAILED");
  }

  private static void allowed(ServerProcess server, List<String> said) {
    try (Guest impostor = Guest.user(server, "impostor")) {
      said.add(impostor.getAcl("/"));
    }
  }

  private static List<String> sameOnBoth(
      BiConsumer<ServerProcess, List<String>> steps, String... settings) {
    return Maker.sameOnBoth(
        steps,
        Stream.concat(Stream.of(SaslUsers.serverSetting()), Stream.of(settings))
            .toArray(String[]::new));
  }
}
