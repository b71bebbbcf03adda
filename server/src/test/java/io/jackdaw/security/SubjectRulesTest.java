package io.jackdaw.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DEFAULT | CN=ann,OU=x | CN=ann,OU=x",
        "RULE:^CN=(.*?),OU=x$/$1/ | CN=ann,OU=x | ann",
        "RULE:^CN=(.*?),OU=x$/$1/U | CN=ann,OU=x | ANN",
        "RULE:^CN=(.*?),OU=x$/$1@x/L | CN=Ann,OU=x | ann@x",
        "RULE:^CN=(.*?),OU=y$/$1/, DEFAULT | CN=ann,OU=x | CN=ann,OU=x",
        "RULE:^CN=(.*?),OU=y$/$1/,RULE:^CN=([^,]+),.*$/$1/ | CN=ann,OU=x | ann",
        "RULE:^CN=a\\/b$/slash/ | CN=a/b | slash",
      })
  void theFirstRuleThatMatchesCounts(String rules, String subject, String user) {
    assertThat(SubjectRules.parse(rules).name(subject)).isEqualTo(user);
  }

  @Test
  void aSubjectThatNoRuleIsForIsNobody() {
    assertThat(SubjectRules.parse("RULE:^CN=ann$/ann/").name("CN=bob")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"DEFAULTS", "RULE:abc", "RULE:a/b/X", "RULE:(/b/", "'DEFAULT,,DEFAULT'"})
  void whatIsNoRuleIsRefused(String rules) {
    assertThatThrownBy(() -> SubjectRules.parse(rules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ssl.principal.mapping.rules");
  }
}
