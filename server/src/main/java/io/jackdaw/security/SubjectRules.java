package io.jackdaw.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * From the subject of a certificate to the name of a user; the first rule that matches counts.
 *
 * <pre>
 *   DEFAULT                                CN=ann,OU=x → CN=ann,OU=x
 *   RULE:^CN=(.*?),OU=.*$/$1/U             CN=ann,OU=x → ANN
 *        └ of the whole ┘ └┘ └─ L or U: in lower or upper case
 * </pre>
 *
 * Source: KIP-371.
 */
public final class SubjectRules {
  /** Every subject is a user's name as it is. */
  public static final SubjectRules DEFAULT = new SubjectRules(List.of(new Rule(null, "", "")));

  private final List<Rule> rules;

  /** A null pattern takes every name as it is. */
  private record Rule(@Nullable Pattern pattern, String replacement, String letters) {}

  private SubjectRules(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Reads rules separated by commas.
   *
   * @throws IllegalArgumentException at the first that is none
   */
  public static SubjectRules parse(String text) {
    List<Rule> rules = new ArrayList<>();
    Matcher notation = Notation.RULE.matcher(text);
    int at = 0;
    while (at < text.length()) {
      notation.region(at, text.length());
      if (!notation.lookingAt()) {
        throw new IllegalArgumentException(
            "ssl.principal.mapping.rules must be DEFAULT or RULE:pattern/replacement/[LU], but has "
                + text.substring(at));
      }
      rules.add(rule(notation));
      at = notation.end();
    }
    return new SubjectRules(List.copyOf(rules));
  }

  private static Rule rule(Matcher notation) {
    if (notation.group("pattern") == null) {
      return new Rule(null, "", "");
    }
    try {
      return new Rule(
          Pattern.compile(notation.group("pattern")),
          notation.group("replacement"),
          notation.group("letters"));
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(
          "ssl.principal.mapping.rules: " + wrong.getMessage(), wrong);
    }
  }

  /** The user's name; null if no rule is for this subject. */
  public @Nullable String name(String subject) {
    for (Rule rule : rules) {
      if (rule.pattern == null) {
        return subject;
      }
      Matcher matcher = rule.pattern.matcher(subject);
      if (matcher.matches()) {
        String name = matcher.replaceAll(rule.replacement);
        return switch (rule.letters) {
          case "L" -> name.toLowerCase(Locale.ROOT);
          case "U" -> name.toUpperCase(Locale.ROOT);
          default -> name;
        };
      }
    }
    return null;
  }

  /** Compiled when the first rules are read: most servers have none. */
  private static final class Notation {
    static final Pattern RULE =
        Pattern.compile(
            "\\s*(?:DEFAULT|RULE:(?<pattern>(?:\\\\.|[^\\\\/])*)/(?<replacement>(?:\\\\.|[^\\\\/])*)"
                + "/(?<letters>[LU]?))\\s*(?:,|$)");
  }
}
