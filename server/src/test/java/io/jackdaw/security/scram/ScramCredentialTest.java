package io.jackdaw.security.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.security.scram.internals.ScramCredentialUtils;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScramCredentialTest {
  @ParameterizedTest
  @EnumSource
  void credentialsAreThoseOfKafka(ScramMechanism mechanism) throws Exception {
    byte[] salt = "salt and pepper".getBytes(StandardCharsets.UTF_8);
    byte[] password = "pässword".getBytes(StandardCharsets.UTF_8);
    ScramFormatter kafka =
        new ScramFormatter(
            org.apache.kafka.common.security.scram.internals.ScramMechanism.forMechanismName(
                mechanism.text()));

    byte[] salted = mechanism.salted(password, salt, 4096);
    assertThat(salted).isEqualTo(kafka.saltedPassword("pässword", salt, 4096));
    ScramCredential ours = ScramCredential.of(mechanism, salt, salted, 4096);
    var theirs = ScramCredentialUtils.credentialFromString(ours.encode());

    assertThat(theirs.storedKey()).isEqualTo(kafka.storedKey(kafka.clientKey(salted)));
    assertThat(theirs.serverKey()).isEqualTo(kafka.serverKey(salted));
    assertThat(theirs.iterations()).isEqualTo(4096);
    assertThat(ScramCredential.decode(ScramCredentialUtils.credentialToString(theirs)))
        .isEqualTo(ours);
    assertThatThrownBy(() -> ScramCredential.decode("salt=AAAA"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
