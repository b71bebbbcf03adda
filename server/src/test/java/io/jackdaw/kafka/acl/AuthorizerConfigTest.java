package io.jackdaw.kafka.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class AuthorizerConfigTest {
  private static final String STANDARD = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";

  @Test
  void nothingIsAuthorizedUnlessAskedFor() {
    assertThat(AuthorizerConfig.of(Map.of("super.users", "User:ann"))).isNull();
  }

  @Test
  void everyKeyIsRead() {
    AuthorizerConfig config =
        AuthorizerConfig.of(
            Map.of(
                "authorizer.class.name",
                STANDARD,
                "super.users",
                "User:CN=ann,O=x; User:bob;",
                "allow.everyone.if.no.acl.found",
                "true"));
    assertThat(config).isNotNull();
    assertThat(config.superUsers()).containsExactlyInAnyOrder("User:CN=ann,O=x", "User:bob");
    assertThat(config.allowsWithoutList()).isTrue();
  }

  @Test
  void anotherClassIsRefusedByName() {
    assertThatThrownBy(
            () -> AuthorizerConfig.of(Map.of("authorizer.class.name", "com.example.Own")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("authorizer.class.name")
        .hasMessageContaining("com.example.Own");
  }

  @Test
  void aSuperUserWithoutATypeIsRefused() {
    assertThatThrownBy(
            () ->
                AuthorizerConfig.of(
                    Map.of("authorizer.class.name", STANDARD, "super.users", "ann")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("super.users");
  }
}
