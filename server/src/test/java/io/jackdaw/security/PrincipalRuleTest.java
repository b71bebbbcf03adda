package io.jackdaw.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalRuleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          DEFAULT                                      | alice@HOME         | alice
          DEFAULT                                      | zk/node1@HOME      | zk
          DEFAULT                                      | alice@AWAY         | none
          DEFAULT                                      | alice              | alice
          RULE:[1:$1@$0](.*@AWAY)s/@.*//  DEFAULT      | alice@AWAY         | alice
          RULE:[1:$1@$0](.*@AWAY)s/@.*//  DEFAULT      | alice@HOME         | alice
          RULE:[2:$1;$2](admin;.*)s/;.*/-root/,DEFAULT | admin/node1@HOME   | admin-root
          RULE:[2:$1](zk)s/z/Z/g                       | zk/node1@HOME      | Zk
          RULE:[2:$1]                                  | alice@HOME         | none
          RULE:[1:$1/x]                                | alice@HOME         | none
          """)
  void theFirstRuleAboutANameShortensIt(String rules, String name, @Nullable String shortName) {
    assertThat(
            PrincipalRule.shortName(PrincipalName.parse(name), PrincipalRule.parse(rules), "HOME"))
        .isEqualTo(shortName);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RULE:[x:$1]", "default", "RULE:[1:$1](unclosed", "RULE:[1:$1]([)"})
  void whatIsNoRuleIsRefused(String rules) {
    assertThatThrownBy(() -> PrincipalRule.parse(rules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rule");
  }

  @Test
  void namesOfKerberosHaveOneRealm() {
    assertThat(PrincipalName.parse("zk/node1@HOME"))
        .isEqualTo(new PrincipalName("zk", "node1", "HOME"))
        .hasToString("zk/node1@HOME");
    assertThat(PrincipalName.isValid("alice@a@b")).isFalse();
    assertThatThrownBy(() -> PrincipalName.parse("alice@a@b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
