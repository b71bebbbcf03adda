package io.jackdaw.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.net.TlsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
  @TempDir static Path folder;

  @Test
  void keysAreReadFromEveryKindOfStore() throws Exception {
    TestKeys alice = TestKeys.of("alice", folder);

    assertThat(subject(alice.pkcs12(), null)).isEqualTo("CN=alice");
    assertThat(subject(alice.jks(), null)).isEqualTo("CN=alice");
    assertThat(subject(alice.pem(), null)).isEqualTo("CN=alice");
    Path unnamed = Files.copy(alice.pem(), folder.resolve("tls.key"));
    assertThat(subject(unnamed, "PEM")).isEqualTo("CN=alice");
  }

  private static String subject(Path path, @Nullable String type) {
    X509KeyManager keys = files(path, TestKeys.PASSWORD, type).load().keys();
    String alias = keys.chooseServerAlias("EC", null, null);
    X509Certificate[] chain = keys.getCertificateChain(alias);
    assertThat(keys.getPrivateKey(alias)).isNotNull();
    return chain[0].getSubjectX500Principal().getName();
  }

  @Test
  void aKeyOfOpensslThatIsEncryptedOpensWithItsPassword() throws Exception {
    // openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:secret
    Path key =
        Files.writeString(
            folder.resolve("encrypted.pem"),
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiaH0BScbkWLQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEB+22zIuc+ZRAKvOOG3P/VgEgZCe
            H1FReK4fQAOVMBGcwkbLB6wrHMxvhORy4/YQEQuubFG3c7W5rzi8RTDAkLmoQGAr
            F3xY4K/cSaTZy9K8OGEkNSHeeFRXEpRUw2aLow1w7e5CtMtaFwF0ldNxFO5O36HF
            WOldlftLv9QKuGXHk9MSiQoghKC6ExIyLABvqLkHpCtixJ76gNhgtyi+/eOBtMA=
            -----END ENCRYPTED PRIVATE KEY-----
            """);

    assertThat(Pem.read(key).privateKey("secret").getAlgorithm()).isEqualTo("EC");
    assertThatThrownBy(() -> Pem.read(key).privateKey("wrong"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    TestKeys bob = TestKeys.of("bob", folder);
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing here");

    assertThatThrownBy(() -> files(bob.pkcs12(), "wrong", null).load())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bob.p12");
    assertThatThrownBy(() -> files(empty, "", null).load()).hasMessageContaining("empty.pem");
    assertThatThrownBy(() -> files(folder.resolve("none.jks"), "", null).load())
        .hasMessageContaining("none.jks");
    assertThatThrownBy(() -> files(bob.pkcs12(), "", "BCFKS").load())
        .hasMessageContaining("BCFKS cannot be read");
  }

  @Test
  void aStoreWithTheOwnKeyAloneIsBelievedToo() throws Exception {
    TestKeys bob = TestKeys.of("bob", folder);
    StoreFile store = new StoreFile(bob.pkcs12(), TestKeys.PASSWORD, null);

    TlsConfig loaded = believing(store, store).load();

    assertThat(Objects.requireNonNull(loaded.trust()).getAcceptedIssuers())
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=bob");
  }

  private static TlsFiles files(Path path, String password, @Nullable String type) {
    return believing(new StoreFile(path, password, type), null);
  }

  private static TlsFiles believing(StoreFile keys, @Nullable StoreFile trust) {
    return new TlsFiles(
        keys,
        trust,
        false,
        false,
        TlsConfig.ClientCertificate.NONE,
        List.of(),
        List.of(),
        TlsConfig.Provider.JDK,
        false);
  }
}
