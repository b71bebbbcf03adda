package io.jackdaw.security;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * One rule from a Kerberos name to a short one, in the notation of {@code auth_to_local}.
 *
 * <pre>
 *   DEFAULT                                  alice@REALM → alice
 *   RULE:[2:$1](admin)s/admin/root/          admin/host@REALM → root
 *         │ └─ what is made of the parts: $0 realm, $1 first, $2 second
 *         └─ how many parts the name has
 * </pre>
 *
 * @param parts of the names that the rule is about; 0 for {@code DEFAULT}
 * @param match what has to match the whole of what was made, or null
 * @param from what is replaced in it, or null
 */
public record PrincipalRule(
    int parts,
    String format,
    @Nullable Pattern match,
    @Nullable Pattern from,
    String to,
    boolean everywhere) {
  /** What holds when nothing is configured. */
  public static final List<PrincipalRule> DEFAULT =
      List.of(new PrincipalRule(0, "", null, null, "", false));

  /**
   * Reads rules separated by blanks or commas.
   *
   * @throws IllegalArgumentException at the first that is none
   */
  public static List<PrincipalRule> parse(String text) {
    List<PrincipalRule> rules = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty()) {
      Matcher rule = Patterns.NOTATION.matcher(rest);
      if (!rule.lookingAt() || rule.end() == 0) {
        throw new IllegalArgumentException("Not a rule for Kerberos names: " + rest);
      }
      rules.add(rule.group(1) != null ? DEFAULT.getFirst() : of(rule));
      rest = rest.substring(rule.end());
    }
    return List.copyOf(rules);
  }

  private static PrincipalRule of(Matcher rule) {
    try {
      return new PrincipalRule(
          Integer.parseInt(rule.group(2)),
          rule.group(3),
          rule.group(4) == null ? null : Pattern.compile(rule.group(4)),
          rule.group(5) == null ? null : Pattern.compile(rule.group(5)),
          rule.group(6) == null ? "" : rule.group(6),
          rule.group(7) != null);
    } catch (PatternSyntaxException noPattern) {
      throw new IllegalArgumentException(
          "Not a rule for Kerberos names: " + rule.group(), noPattern);
    }
  }

  /**
   * What the first rule that is about {@code name} makes of it; null if none is.
   *
   * @param ownRealm the only one whose names {@code DEFAULT} shortens; null for any
   */
  public static @Nullable String shortName(
      PrincipalName name, List<PrincipalRule> rules, @Nullable String ownRealm) {
    if (name.realm() == null && name.host() == null) {
      return name.service();
    }
    for (PrincipalRule rule : rules) {
      String made = rule.apply(name, ownRealm);
      if (made != null) {
        return Patterns.NOT_SIMPLE.matcher(made).find() ? null : made;
      }
    }
    return null;
  }

  private @Nullable String apply(PrincipalName name, @Nullable String ownRealm) {
    if (parts == 0) {
      return ownRealm == null || ownRealm.equals(name.realm()) ? name.service() : null;
    }
    if (parts != (name.host() == null ? 1 : 2)) {
      return null;
    }
    String made =
        Patterns.PARAMETER
            .matcher(format)
            .replaceAll(parameter -> Matcher.quoteReplacement(part(name, parameter.group(1))));
    if (match != null && !match.matcher(made).matches()) {
      return null;
    }
    if (from == null) {
      return made;
    }
    Matcher found = from.matcher(made);
    return everywhere ? found.replaceAll(to) : found.replaceFirst(to);
  }

  private static String part(PrincipalName name, String number) {
    String part =
        switch (number) {
          case "0" -> name.realm();
          case "1" -> name.service();
          case "2" -> name.host();
          default -> null;
        };
    return part == null ? "" : part;
  }

  /** Made when the first rule is read, or the first name shortened: not at every start. */
  private static final class Patterns {
    static final Pattern NOTATION =
        Pattern.compile(
            "\\s*(?:(DEFAULT)|RULE:\\[(\\d+):([^]]*)\\](?:\\(([^)]*)\\))?(?:s/([^/]*)/([^/]*)/(g)?)?)\\s*,?");
    static final Pattern PARAMETER = Pattern.compile("\\$(\\d)");
    static final Pattern NOT_SIMPLE = Pattern.compile("[/@]");
  }
}
