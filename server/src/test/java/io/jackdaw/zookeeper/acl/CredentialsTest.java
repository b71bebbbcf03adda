package io.jackdaw.zookeeper.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.AuthId;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
  private static final AuthId ALICE = new AuthId("digest", "alice:abc=");
  private static final AuthId LOCAL = new AuthId("ip", "127.0.0.1");

  private final Credentials stranger = new Credentials(List.of(LOCAL), false);
  private final Credentials alice = stranger.with(ALICE);

  @Test
  void grantsWhatTheListGrantsAndNoMore() {
    List<Acl> acl = List.of(new Acl(Acl.READ, AuthId.ANYONE), new Acl(Acl.ALL, ALICE));

    assertThat(stranger.permit(acl, Acl.READ)).isTrue();
    assertThat(stranger.permit(acl, Acl.WRITE)).isFalse();
    assertThat(alice.permit(acl, Acl.WRITE)).isTrue();
    assertThat(stranger.with(AuthId.SUPER).permit(acl, Acl.ADMIN)).isTrue();
    assertThat(Credentials.SERVER.permit(acl, Acl.DELETE)).isTrue();
  }

  @Test
  void anyOneOfSeveralPermissionsIsEnough() {
    List<Acl> acl = List.of(new Acl(Acl.ADMIN, ALICE));

    assertThat(alice.permit(acl, Acl.READ | Acl.ADMIN)).isTrue();
  }

  @Test
  void authStandsForEverythingProven() {
    List<Acl> requested = List.of(new Acl(Acl.ALL, new AuthId("auth", "")));

    assertThat(alice.resolve(requested, Schemes.DEFAULT)).containsExactly(new Acl(Acl.ALL, ALICE));
    assertThat(stranger.resolve(requested, Schemes.DEFAULT))
        .as("an address proves nothing")
        .isEmpty();
  }

  @Test
  @Timeout(5)
  void anAddressOfAMillionColonsIsRefusedAtOnce() {
    AuthId endless = new AuthId("ip", ":".repeat(1_000_000) + "x");

    assertThat(stranger.resolve(List.of(new Acl(Acl.ALL, endless)), Schemes.DEFAULT)).isEmpty();
    assertThat(IpScheme.INSTANCE.isValid("999.1.1.1")).isFalse();
  }

  @Test
  void dropsDuplicatesAndRefusesWhatIsNoList() {
    Acl open = new Acl(Acl.ALL, AuthId.ANYONE);

    assertThat(stranger.resolve(List.of(open, open), Schemes.DEFAULT)).containsExactly(open);
    assertThat(stranger.resolve(List.of(), Schemes.DEFAULT)).isEmpty();
    assertThat(stranger.resolve(List.of(open, new Acl(1, new AuthId("", ""))), Schemes.DEFAULT))
        .isEmpty();
    assertThat(
            stranger.resolve(List.of(new Acl(1, new AuthId("world", "nobody"))), Schemes.DEFAULT))
        .isEmpty();
    assertThat(
            stranger.resolve(List.of(new Acl(1, new AuthId("digest", "a:b:c"))), Schemes.DEFAULT))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,127.0.0.1,true",
    "127.0.0.1,127.0.0.2,false",
    "10.1.2.3,10.1.0.0/16,true",
    "10.2.2.3,10.1.0.0/16,false",
    "10.1.2.3,0.0.0.0/0,true",
    "10.1.2.3,10.1.2.2/31,true",
    "2001:db8::1,2001:db8::/32,true",
    "2001:db9::1,2001:db8::/32,false",
    "127.0.0.1,::1,false"
  })
  void matchesAddressesByTheirFirstBits(String id, String expression, boolean matches) {
    assertThat(IpScheme.INSTANCE.matches(id, expression)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4/32,true",
    "1.2.3.4/33,false",
    "1.2.3,false",
    "1.2.3.256,false",
    "localhost,false",
    "::/0,true",
    "::1/129,false",
    "1.2.3.4/x,false"
  })
  void knowsWhatIsAnAddress(String expression, boolean valid) {
    assertThat(IpScheme.INSTANCE.isValid(expression)).isEqualTo(valid);
  }

  @Test
  void digestsAsApacheDoes() throws NoSuchAlgorithmException {
    assertThat(DigestScheme.idOf("super:test", "SHA1"))
        .isEqualTo(DigestAuthenticationProvider.generateDigest("super:test"))
        .isEqualTo("super:D/InIHSb7yEEbrWz8b9l71RjZJU=");
  }
}
