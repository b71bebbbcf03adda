package io.jackdaw.kafka.group.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Regular expressions as clients send them to the broker: RE2's syntax, whose matching takes time
 * linear in the name whatever the expression is. The only place that knows RE2/J. Source: KIP-848.
 */
public final class TopicRegex {
  private TopicRegex() {}

  /**
   * Names that the whole expression matches.
   *
   * @throws IllegalArgumentException saying what is wrong with the expression
   */
  public static SortedSet<String> matches(String regex, Collection<String> names) {
    Pattern pattern = compile(regex);
    SortedSet<String> matching = new TreeSet<>();
    for (String name : names) {
      if (pattern.matches(name)) {
        matching.add(name);
      }
    }
    return matching;
  }

  private static Pattern compile(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException bad) {
      throw new IllegalArgumentException(bad.getDescription(), bad);
    }
  }
}
